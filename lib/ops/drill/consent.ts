import { createInterface } from 'node:readline/promises';
import { Failure, usage } from '../failure';

/** Whom a command can ask. */
export interface Asker {
  readonly isThere: boolean;
  /** @returns what was answered; undefined if nobody did */
  ask(question: string): Promise<string | undefined>;
}

/** Whoever sits at the terminal, if anybody does. */
export const terminal: Asker = {
  isThere: process.stdin.isTTY && process.stderr.isTTY,
  async ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    // The terminal hands Ctrl-C to us, rather than to the process. Nothing has been done yet.
    lines.once('SIGINT', () => process.exit(130));
    // Ctrl-D closes it, which is no answer either.
    const closed = new AbortController();
    lines.once('close', () => closed.abort());
    try {
      return await lines.question(question, { signal: closed.signal });
    } catch {
      return undefined;
    } finally {
      lines.close();
    }
  },
};

/**
 * Goes on only if somebody wants it: by its name, which nobody types by mistake.
 *
 * @param what will be done, shown already
 * @throws Failure nobody can be asked (usage), or somebody said no
 */
export async function requireConsent(name: string, asker: Asker): Promise<void> {
  if (!asker.isThere) {
    throw usage('There is nobody to ask: this is no terminal.', 'Add --yes if all this is wanted.');
  }
  const answer = await asker.ask(`Type ${name} to go on: `);
  if (answer?.trim() === name) return;
  throw new Failure('Nothing was done.', `To go on, type ${name} when asked, or add --yes.`);
}
