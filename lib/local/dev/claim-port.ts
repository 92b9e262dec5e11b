import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claim, release } from '../processes/claim';

/**
 * Takes a port for this process among all `npm run dev` of this machine, until its end. They choose a
 * port long before their servers listen on it, and two that start together would choose the same.
 * False if another one has it.
 */
export function claimPort(port: number): boolean {
  const file = join(tmpdir(), `stateless-dev-port-${port}`);
  if (!claim(file)) return false;
  process.once('exit', () => release(file));
  return true;
}
