import type { SessionIndex, SessionInfo } from '../../carrier';
import type { Lifetime } from '../../lifetime';
import type { Families } from './families';

/** 16 bytes in base64url. */
const HANDLE = /^[\w-]{22}$/;

/** The sessions of a user are the families that begin with a sign-in. */
export class FamilyIndex implements SessionIndex {
  readonly #families: Families;

  constructor(families: Families) {
    this.#families = families;
  }

  list(userId: string, lifetime: Lifetime): Promise<SessionInfo[]> {
    return this.#families.ofUser(userId, lifetime);
  }

  async revoke(userId: string, handle: string): Promise<boolean> {
    return HANDLE.test(handle) && this.#families.revoke(userId, handle);
  }

  async revokeAll(userId: string): Promise<void> {
    // Until none is left: one that got a new id meanwhile is there under that one.
    while ((await this.#families.revokeAll(userId)) > 0);
  }
}
