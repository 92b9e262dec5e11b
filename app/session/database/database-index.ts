import type { BriefStatements } from '../../database/brief-statements';
import type { SessionIndex, SessionInfo } from '../carrier';
import type { Lifetime } from '../lifetime';
import { handleOfKey, keyOfHandle } from './session-keys';
import { LIST, REVOKE, REVOKE_ALL, type ListedRow } from './session-statements';

/** The sessions of each user: their rows themselves, by an index on the user. */
export class DatabaseSessionIndex implements SessionIndex {
  readonly #statements: BriefStatements;

  constructor(statements: BriefStatements) {
    this.#statements = statements;
  }

  async list(userId: string, { idle, absolute }: Lifetime): Promise<SessionInfo[]> {
    const rows = await this.#statements.read<ListedRow>(LIST, [userId, idle, absolute]);
    return rows.map(({ key, created, seen }) => ({
      handle: handleOfKey(key),
      createdAt: new Date(created),
      lastSeenAt: new Date(seen),
    }));
  }

  async revoke(userId: string, handle: string): Promise<boolean> {
    const key = keyOfHandle(handle);
    if (key === null) return false;
    return (await this.#statements.write(REVOKE, [userId, key])).length > 0;
  }

  async revokeAll(userId: string): Promise<void> {
    await this.#statements.write(REVOKE_ALL, [userId]);
  }
}
