import type { Account } from '../account';
import { Failure } from '../failure';
import { type Finding, isBad } from '../finding';
import { environmentStatus } from '../status/environment-status';
import { until, type Waiting } from './until';

/** Looks for what is not well, each in one line; none: all is. */
export type Look = (account: Account) => Promise<string[]>;

/** As `npm run status` sees it, and a little stricter. */
export async function troubles(account: Account): Promise<string[]> {
  const { sections } = await environmentStatus(account);
  return sections.flatMap(({ findings }) =>
    findings
      .filter((finding) => isBad(finding) || isChanging(finding))
      .map(({ subject, says }) => `${subject}: ${says}`),
  );
}

/** In the middle of a deployment, or of scaling, nobody could tell what was the drill's doing. */
function isChanging({ facts = {} }: Finding): boolean {
  const { status, healthy, desired } = facts;
  return /_IN_PROGRESS$/.test(String(status)) || Number(healthy) < Number(desired);
}

/**
 * A drill of what is not well proves nothing, and may be the last straw.
 * @throws Failure naming each trouble
 */
export async function requireWhole(account: Account, look: Look): Promise<void> {
  const found = await look(account);
  if (found.length === 0) return;
  throw new Failure(
    `${account.name} is not well, so nothing was done:\n${found.map((line) => `    ${line}`).join('\n')}`,
    'Mend that first; npm run status says how.',
  );
}

/** Seconds that alarms of the fault before may take to fall silent. */
const PATIENCE = 600;

/** Between two faults: until all is well again. @throws Error it does not get well */
export async function untilWhole(
  account: Account,
  look: Look,
  progress: (text: string) => void,
  { pollSeconds, signal }: Waiting,
): Promise<void> {
  const tooLong = AbortSignal.timeout(PATIENCE * 1000);
  let found: string[] = [];
  let isTold = false;
  try {
    await until(
      async () => {
        found = await look(account);
        if (found.length > 0 && !isTold) progress(`Waiting for all to be well: ${found[0]}`);
        isTold ||= found.length > 0;
        return found.length === 0;
      },
      { pollSeconds, signal: AbortSignal.any([signal, tooLong]) },
    );
  } catch (error) {
    if (signal.aborted || found.length === 0) throw error;
    throw new Error(`Not done, as all was not well again: ${found.join('; ')}`, { cause: error });
  }
}
