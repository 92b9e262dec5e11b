import { waitFor } from '../../../lib/local/processes/wait-for';

/** Asks until it is so; fails after ten seconds. */
export async function until(ask: () => boolean | Promise<boolean>): Promise<void> {
  const so = await waitFor(async () => ((await ask()) ? true : undefined), 10_000);
  if (!so) throw new Error(`Not so within 10 s: ${String(ask)}`);
}
