import type { BriefStatements } from '../../../database/brief-statements';
import type { Perishable } from '../../../database/cleaner';
import type { SessionInfo } from '../../carrier';
import type { Lifetime } from '../../lifetime';
import {
  BEGIN,
  END,
  LIST,
  REFRESH,
  RENAME,
  REVOKE,
  REVOKE_ALL,
  STATE,
  type ListedRow,
  type RefreshedRow,
  type RevokedAllRow,
  type StateRow,
} from './family-statements';

/** For the cleaner. */
export const expiringFamilies: Perishable = {
  table: 'session_families',
  key: 'id',
  end: 'expires_at',
};

/** The families of refresh secrets in PostgreSQL. Ids and hashes are base64url, each method one statement. */
export class Families {
  readonly #statements: BriefStatements;
  readonly #accessLife: number;

  /** @param accessLife milliseconds that pass between two refreshes of a session that is used */
  constructor(statements: BriefStatements, accessLife: number) {
    this.#statements = statements;
    this.#accessLife = accessLife;
  }

  /** @param replaced the family that this one takes the place of: it ends in the same step */
  async begin(
    id: string,
    userId: string,
    secretHash: string,
    replaced: string | null,
    { absolute }: Lifetime,
  ): Promise<void> {
    await this.#statements.write(BEGIN, [
      bytes(id),
      userId,
      absolute,
      bytes(secretHash),
      replaced === null ? null : bytes(replaced),
    ]);
  }

  /**
   * Gives a family a new id.
   * @returns false: it isn't live any more
   */
  async rename(
    id: string,
    newId: string,
    secretHash: string,
    lifetime: Lifetime,
  ): Promise<boolean> {
    const values = [bytes(id), ...this.#timeouts(lifetime), bytes(newId), bytes(secretHash)];
    return (await this.#statements.write(RENAME, values)).length > 0;
  }

  /** @returns the hash of the secret that counts from now on; null: the one shown doesn't, or the family is over */
  async refresh(
    id: string,
    shown: string,
    successor: string,
    lifetime: Lifetime,
  ): Promise<string | null> {
    const [row] = await this.#statements.write<RefreshedRow>(REFRESH, [
      bytes(id),
      ...this.#timeouts(lifetime),
      bytes(shown),
      bytes(successor),
    ]);
    return row?.secret_hash.toString('base64url') ?? null;
  }

  /** `ended`: a moment ago. */
  async state(id: string, lifetime: Lifetime): Promise<'live' | 'ended' | 'none'> {
    const values = [bytes(id), ...this.#timeouts(lifetime)];
    const [row] = await this.#statements.read<StateRow>(STATE, values);
    if (row?.is_live) return 'live';
    return row?.was_ended_now ? 'ended' : 'none';
  }

  async end(id: string): Promise<void> {
    await this.#statements.write(END, [bytes(id)]);
  }

  /** The live ones of a user, the one refreshed last first. */
  async ofUser(userId: string, lifetime: Lifetime): Promise<SessionInfo[]> {
    const values = [userId, ...this.#timeouts(lifetime)];
    const rows = await this.#statements.read<ListedRow>(LIST, values);
    return rows.map((row) => ({
      handle: row.id.toString('base64url'),
      createdAt: row.created_at,
      lastSeenAt: row.refreshed_at,
    }));
  }

  /** @returns false: the user has no such family */
  async revoke(userId: string, id: string): Promise<boolean> {
    return (await this.#statements.write(REVOKE, [userId, bytes(id)])).length > 0;
  }

  /** Ends those that there are at the moment. @returns how many it found; until it finds none, there may be more */
  async revokeAll(userId: string): Promise<number> {
    const [row] = await this.#statements.write<RevokedAllRow>(REVOKE_ALL, [userId]);
    return row!.found;
  }

  /**
   * Idle and absolute. A session that is used may go without a trace here for as long as its access lasts;
   * its token, which knows its last use better, keeps the exact time.
   */
  #timeouts({ idle, absolute }: Lifetime): [number, number] {
    return [idle + this.#accessLife, absolute];
  }
}

function bytes(base64url: string): Buffer {
  return Buffer.from(base64url, 'base64url');
}
