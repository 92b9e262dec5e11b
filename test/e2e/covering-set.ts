/** The projects that stand for all: each valid pair of stores, and beside them every pair of option values. */
import { combinations, type Stores } from '../../lib/create/combinations';

export interface Row extends Stores {
  /** Of the project, and so of everything that it makes. */
  readonly name: string;
  readonly domain: boolean;
  readonly ci: 'github' | 'none';
}

export const coveringSet: readonly Row[] = combinations.map((stores, index) => ({
  ...stores,
  name: `${stores.session}-${stores.database}`,
  domain: index % 2 === 0,
  ci: Math.floor(index / 2) % 2 === 0 ? 'github' : 'none',
}));

/** The answers of a row, as flags of the CLI without their dashes. */
export function answersOf({ session, database, domain, ci }: Row) {
  return {
    session,
    database,
    ci,
    ...(ci === 'github' ? { repository: 'octo-org@1234/shop@5678' } : {}),
    ...(domain ? { domain: 'example.com', 'hosted-zone-id': 'Z0123456789ABCDEFGHIJ' } : {}),
  };
}
