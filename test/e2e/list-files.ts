import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Every file below a folder with the hash of its content, to see what a command changed. */
export async function listFiles(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const hashed = files.map(async (file) => {
    const full = path.join(file.parentPath, file.name);
    const hash = createHash('sha256')
      .update(await readFile(full))
      .digest('hex');
    return [path.relative(folder, full), hash] as const;
  });
  const byPath = (await Promise.all(hashed)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(byPath);
}
