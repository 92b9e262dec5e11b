import type { Change } from './changes';
import type { Lifetime } from './lifetime';

/**
 * What brings a session from one request to the next: a store that all servers share, or the cookie
 * itself. The session engine (`session.ts`) is the same for all; a carrier only loads and commits.
 */
export interface Carrier {
  readonly capabilities: Capabilities;

  /** Whether this can be a token of ours. What can't be never gets as far as the store. No I/O. */
  readonly wellFormed: (token: string) => boolean;

  /** @throws StoreUnavailableError never to be taken for "no session": that would sign everybody out */
  load(token: string, lifetime: Lifetime): Promise<Loaded>;

  /**
   * Merges the changes into the session: into what the store has at that moment, in one step, where this
   * carrier is `atomic`; else into what the token holds.
   * @throws SessionEndedError the session was ended meanwhile; nothing is stored
   * @throws SessionTooLargeError nothing is stored
   * @throws NotAnIntegerError nothing is stored
   * @throws StoreUnavailableError the change may or may not be stored
   */
  commit(commit: Commit, lifetime: Lifetime): Promise<Committed>;

  /**
   * Pushes the idle deadline back; nobody waits for it. A carrier without this method has the session in
   * its token, deadline and all: it is renewed by a commit without changes, and each commit gives a new
   * token.
   */
  renew?(token: string, lifetime: Lifetime): Promise<void>;

  /** Ends the session everywhere, as soon as `revocable` says. */
  end(token: string, session: LiveSession | undefined): Promise<void>;

  /** What names the session to its user, and to `revoke`, without giving it away. */
  readonly handleOf: (token: string) => string;

  /** The sessions of a user. Only of a carrier that is `listable`. */
  readonly index?: SessionIndex;
}

/** What a carrier can do, and what it can't. Code, tests and docs read this one table. */
export interface Capabilities {
  /**
   * When a session that was signed out, revoked or left behind by a new id is dead on every server: `no` says
   * that a copy of its token is good until its timeouts.
   */
  readonly revocable: 'at once' | 'within minutes' | 'no';
  /**
   * Changes of concurrent requests are merged: none is lost, increments are exact. Else the answer that the
   * browser gets last counts, whole.
   */
  readonly atomic: boolean;
  /** The sessions of a user can be listed and ended one by one. */
  readonly listable: boolean;
  /** The size of a session at most, keys and JSON text of the values together, in bytes of UTF-8. */
  readonly maxBytes: number;
  /** Sessions outlive the loss of any one machine. */
  readonly survivesNodeLoss: boolean;
  /** What happens when the store is lost, in words. */
  readonly onStoreLoss: string;
}

/** What a token stands for. */
export type Loaded =
  | LiveSession
  /** No session: never was, or timed out. */
  | 'none'
  /** It got a new id or was signed out a moment ago: this request comes from the time before. */
  | 'ended';

export interface LiveSession {
  /** JSON text by key: a value that nobody asks for is not parsed. The request's own, to work on. */
  readonly values: Map<string, string>;
  readonly userId: string | null;
  /** Milliseconds since 1970: when the session began, or the user signed in. */
  readonly createdAt: number;
  /** Milliseconds since 1970, no more exact than the renewal (see `Lifetime.renewAfter`). */
  readonly lastSeenAt: number;
  /** Only of a carrier whose token changes by loading (one that refreshes itself). */
  readonly token?: string;
}

export interface Commit {
  /** The session to change; null begins one. */
  readonly token: string | null;
  /**
   * What the request read, if it read. Without it the commit is blind: where there is no session (any
   * more, by time) it begins one, and where it was ended a moment ago it throws.
   */
  readonly loaded: LiveSession | null;
  readonly changes: ReadonlyMap<string, Change>;
  /** A new id for the session; the old one is dead, as soon as `revocable` says. */
  readonly rotate: boolean;
  /** Signs this user in, which restarts the absolute timeout. Undefined: as it was. */
  readonly signIn: string | undefined;
}

export interface Committed {
  /** The token for the cookie: the one given unless there is a new one. */
  readonly token: string;
  readonly createdAt: number;
  /** The exact results of the increments, in the order of `changes`. */
  readonly increments: readonly number[];
}

export interface SessionIndex {
  /** The live sessions of the user, the one used last first. */
  list(userId: string, lifetime: Lifetime): Promise<SessionInfo[]>;
  /** Ends one. False: the user has no such session. The handle may be any text that a browser sent. */
  revoke(userId: string, handle: string): Promise<boolean>;
  /** Ends all of them, the one that asks too, on every server. */
  revokeAll(userId: string): Promise<void>;
}

export interface SessionInfo {
  /** Names the session for `revoke`. Not a secret: the token can't be had from it. */
  readonly handle: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
}
