import type { BriefStatements } from '../../database/brief-statements';
import type { Perishable } from '../../database/cleaner';
import type { Capabilities, Carrier, Commit, Committed, LiveSession, Loaded } from '../carrier';
import { SessionEndedError, StoreUnavailableError } from '../errors';
import type { Lifetime } from '../lifetime';
import { mergeValues } from '../merge-values';
import { DatabaseSessionIndex } from './database-index';
import { asNewSession, asParameters } from './recorded-changes';
import { handleOf, isToken, keyOf, newToken } from './session-keys';
import {
  BEGIN,
  COMMIT,
  END,
  LOAD,
  MAX_BYTES,
  RENEW,
  ROTATE,
  type CommittedRow,
  type LoadedRow,
} from './session-statements';

/** The row of PostgreSQL in the table of capabilities. */
export const databaseCapabilities: Capabilities = {
  revocable: 'at once',
  atomic: true,
  listable: true,
  maxBytes: MAX_BYTES,
  survivesNodeLoss: true,
  onStoreLoss:
    'Requests that ask for a session are answered with 503 until PostgreSQL is back. What was acknowledged outlives a failover to a standby that commits wait for.',
};

/** For the cleaner. */
export const expiringSessions: Perishable = { table: 'sessions', key: 'key', end: 'expires_at' };

/** Times that a commit is tried whose refusal had no reason any more when it was looked for. */
const ATTEMPTS = 3;

/**
 * Sessions in PostgreSQL: one row each. To read one is a look-up by primary key, to change it one UPDATE:
 * the row's lock makes an order of requests that come at the same moment, and each merges its changes into
 * what the one before has left.
 */
export class DatabaseCarrier implements Carrier {
  readonly capabilities = databaseCapabilities;
  readonly index: DatabaseSessionIndex;
  readonly wellFormed = isToken;
  readonly handleOf = handleOf;
  readonly #statements: BriefStatements;

  constructor(statements: BriefStatements) {
    this.#statements = statements;
    this.index = new DatabaseSessionIndex(statements);
  }

  async load(token: string, { idle, absolute }: Lifetime): Promise<Loaded> {
    const [row] = await this.#statements.read<LoadedRow>(LOAD, [keyOf(token), idle, absolute]);
    if (row === undefined) return 'none';
    if (row.data === null) return 'ended';
    return {
      values: new Map(Object.entries(row.data)),
      userId: row.user_id,
      createdAt: row.created,
      lastSeenAt: row.seen,
    };
  }

  async commit(commit: Commit, lifetime: Lifetime): Promise<Committed> {
    const { token, loaded, changes } = commit;
    if (token === null) return this.#begin(commit, lifetime);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const committed = await this.#change(token, commit, lifetime);
      if (committed !== undefined) return committed;
      // Why not, is asked of what it is now.
      const now = await this.load(token, lifetime);
      if (now === 'none' && loaded === null) return this.#begin(commit, lifetime);
      if (typeof now === 'string') throw new SessionEndedError();
      // It says what is impossible about the changes, if that is why.
      mergeValues(now.values, changes, MAX_BYTES);
    }
    throw new StoreUnavailableError(new Error('Others changed the session again and again'));
  }

  async #begin({ changes, signIn }: Commit, { idle, absolute }: Lifetime): Promise<Committed> {
    const token = newToken();
    const { data, bytes, increments } = asNewSession(changes);
    const [row] = await this.#statements.write<CommittedRow>(BEGIN, [
      keyOf(token),
      idle,
      absolute,
      signIn ?? null,
      data,
      bytes,
    ]);
    return { token, createdAt: row!.created, increments };
  }

  /** @returns undefined: refused, or there is no such session */
  async #change(
    token: string,
    { changes, rotate, signIn }: Commit,
    { idle, absolute, renewAfter }: Lifetime,
  ): Promise<Committed | undefined> {
    const fresh = rotate ? newToken() : token;
    const merge = [...asParameters(changes), idle, absolute];
    const [row] = await (rotate
      ? this.#statements.write<CommittedRow>(ROTATE, [
          keyOf(token),
          keyOf(fresh),
          ...merge,
          signIn ?? null,
        ])
      : this.#statements.write<CommittedRow>(COMMIT, [keyOf(token), renewAfter, ...merge]));
    if (row === undefined) return undefined;
    return { token: fresh, createdAt: row.created, increments: (row.counts ?? []).map(Number) };
  }

  async renew(token: string, { idle, absolute, renewAfter }: Lifetime): Promise<void> {
    await this.#statements.write(RENEW, [keyOf(token), idle, absolute, renewAfter]);
  }

  async end(token: string, _session: LiveSession | undefined): Promise<void> {
    await this.#statements.write(END, [keyOf(token)]);
  }
}
