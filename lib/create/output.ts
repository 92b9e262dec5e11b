/** What the CLI says: for people line by line, for programs one JSON object at the end. */
import { coloursFor } from './colours';
import type { Failure } from './failure';
import { exitCode } from './exit-codes';
import { writeLine } from './terminal';

export interface Output {
  readonly json: boolean;
  /** Progress and results for people; nothing with --json. */
  say(text: string): void;
  /** The one object of --json; nothing without, nor is it made then. */
  result(make: () => object): void;
  /** A failure, as people or as programs read it. */
  fail(failure: Failure): void;
}

/** At most so many conflicts are listed for people; --json has them all. */
const listed = 20;

export function openOutput(json: boolean, env: NodeJS.ProcessEnv): Output {
  return {
    json,
    say: (text) => {
      if (!json) writeLine(1, text);
    },
    result: (make) => {
      if (json) writeLine(1, JSON.stringify(make(), null, 2));
    },
    fail: ({ exit, problem, cure, details }) => {
      if (json) {
        const error = { kind: exit, problem, cure, ...details };
        writeLine(1, JSON.stringify({ ok: false, exitCode: exitCode(exit), error }, null, 2));
        return;
      }
      const { red } = coloursFor(2, env);
      const conflicts = details.conflicts ?? [];
      const more = conflicts.length - listed;
      const lines = [
        `${red('✖')} ${problem}`,
        ...conflicts.slice(0, listed).map((file) => `    ${file}`),
        ...(more > 0 ? [`    and ${more} more`] : []),
        ...(cure ? [`  ${cure}`] : []),
      ];
      writeLine(2, lines.join('\n'));
    },
  };
}
