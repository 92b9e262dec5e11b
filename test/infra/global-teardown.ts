import { rmSync } from 'node:fs';
import { folderVariable } from './templates';

export default function globalTeardown(): void {
  const folder = process.env[folderVariable];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
