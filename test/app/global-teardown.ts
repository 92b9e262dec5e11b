import { rmSync } from 'node:fs';

export default async function globalTeardown(): Promise<void> {
  await globalThis.appTest.stop();
  rmSync(globalThis.appTest.folder, { recursive: true });
}
