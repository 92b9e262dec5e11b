/** How one environment variable is read. A table of these is a plain object whose keys are the names. */
export interface Variable<T = unknown> {
  /** What it means, in words; shown when it is missing or wrong. */
  meaning: string;
  /**
   * Turns the text into the value, or throws an error whose message completes "NAME …".
   * The message must not repeat the text: it may be a secret.
   */
  read: (text: string) => T;
  /** The value when the variable is absent or empty. Without it the variable is required. */
  default?: T;
  /** For a variable that only some settings need: when it must be there. Absent and not needed reads as ''. */
  neededWhen?: (environment: Environment) => boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;
export type Variables = Readonly<Record<string, Variable>>;
/** What a table of variables gives: the same names, with the values read. */
export type Values<Table extends Variables> = {
  readonly [Name in keyof Table]: Table[Name] extends Variable<infer T> ? T : never;
};

/** Thrown by `readEnvironment`: one message that names everything wrong, and no value. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  constructor(readonly problems: readonly string[]) {
    super(`The environment is not complete:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  }
}

/**
 * Reads every variable of the table.
 * @param check names what doesn't go together, once each value by itself is right
 * @throws EnvironmentError naming all that is missing or wrong
 */
export function readEnvironment<const Table extends Variables>(
  table: Table,
  environment: Environment,
  check: (values: Values<Table>) => string[] = () => [],
): Values<Table> {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, variable] of Object.entries(table)) {
    const given = environment[name]?.trim() ?? '';
    if (given !== '') {
      try {
        values[name] = variable.read(given);
      } catch (error) {
        problems.push(`${name} ${(error as Error).message} (${variable.meaning})`);
      }
    } else if (variable.neededWhen?.(environment) ?? variable.default === undefined) {
      problems.push(`${name} is missing (${variable.meaning})`);
    } else {
      values[name] = variable.default ?? '';
    }
  }
  if (problems.length === 0) problems.push(...check(values as Values<Table>));
  if (problems.length > 0) throw new EnvironmentError(problems);
  return values as Values<Table>;
}

type Extra<T> = Pick<Variable<T>, 'default' | 'neededWhen'>;

/** Any text. */
export function text(meaning: string, extra: Extra<string> = {}): Variable<string> {
  return { meaning, read: (value) => value, ...extra };
}

/** A whole number within limits, both included. */
export function integer(
  meaning: string,
  { min, max, ...extra }: Extra<number> & { min: number; max: number },
): Variable<number> {
  const read = (value: string) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) {
      throw new Error(`must be a whole number from ${min} to ${max}`);
    }
    return number;
  };
  return { meaning, read, ...extra };
}

/** One of a few words. */
export function oneOf<const Word extends string>(
  meaning: string,
  words: readonly Word[],
  extra: Extra<NoInfer<Word>> = {},
): Variable<Word> {
  const read = (value: string) => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new Error(`must be ${words.join(' or ')}`);
    return word;
  };
  return { meaning, read, ...extra };
}

/** A URL of one of the protocols (`['http:', 'https:']`). */
export function url(
  meaning: string,
  protocols: readonly string[],
  extra: Extra<string> = {},
): Variable<string> {
  const read = (value: string) => {
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
      throw new Error(
        `must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`,
      );
    }
    return value;
  };
  return { meaning, read, ...extra };
}
