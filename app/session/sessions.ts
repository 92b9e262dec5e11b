import type { Carrier, SessionIndex, SessionInfo } from './carrier';
import type { Lifetime } from './lifetime';

/** The live sessions of a user, on all servers: to show them, and to end one or all. */
export class Sessions {
  readonly #index: SessionIndex | undefined;
  readonly #lifetime: Lifetime;

  constructor(carrier: Carrier, lifetime: Lifetime) {
    this.#index = carrier.index;
    this.#lifetime = lifetime;
  }

  /** The session used last comes first. */
  list(userId: string): Promise<SessionInfo[]> {
    return this.#listable().list(userId, this.#lifetime);
  }

  /**
   * Ends one session of this user; nobody else's, whatever the handle.
   * @param handle from `list`, by way of a browser: any text will do
   * @returns false: the user has no such session (any more)
   */
  revoke(userId: string, handle: string): Promise<boolean> {
    return this.#listable().revoke(userId, handle);
  }

  /** Ends all of them, the one that asks too: after a changed password, say. */
  revokeAll(userId: string): Promise<void> {
    return this.#listable().revokeAll(userId);
  }

  #listable(): SessionIndex {
    if (this.#index === undefined) {
      throw new Error('This session carrier keeps no list of sessions (capabilities.listable)');
    }
    return this.#index;
  }
}
