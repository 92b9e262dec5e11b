/** Every pair of stores that a project may have: what is built, tested and checked for each of them. */
import { contradiction } from './contradictions';
import { options } from './options';

export interface Stores {
  readonly session: string;
  readonly database: string;
}

export const combinations: readonly Stores[] = valuesOf('session')
  .flatMap((session) => valuesOf('database').map((database) => ({ session, database })))
  .filter((stores) => !contradiction(stores));

/** The same, each with every service of continuous integration. */
export const allChoices: readonly (Stores & { readonly ci: string })[] = combinations.flatMap(
  (stores) => valuesOf('ci').map((ci) => ({ ...stores, ci })),
);

function valuesOf(name: 'session' | 'database' | 'ci'): string[] {
  const option = options[name];
  return option.kind === 'choice' ? option.choices.map(({ value }) => value) : [];
}
