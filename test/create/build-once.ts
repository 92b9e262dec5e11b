import { buildCli } from '../../lib/create/build';

/** The tests run what is shipped: the bundle. */
export default async function buildOnce(): Promise<void> {
  await buildCli();
}
