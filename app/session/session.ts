import type { Carrier, LiveSession } from './carrier';
import { apply, record, type Change } from './changes';
import { SessionEndedError } from './errors';
import { toJson } from './json';
import type { Lifetime } from './lifetime';

/**
 * The keys of the session and their types, each declared beside the route that uses it:
 *
 *     declare module '../session/session' {
 *       interface SessionData { views: number }
 *     }
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- routes add to it
export interface SessionData {}

type Key<Data> = Extract<keyof Data, string>;
type CounterKey<Data> = {
  [K in Key<Data>]: Data[K] extends number ? K : never;
}[Key<Data>];

/** A session that was not read: it takes changes, and knows only what it wrote. */
export type UnreadSession<Data = SessionData> = Pick<
  Session<Data>,
  'get' | 'set' | 'delete' | 'increment' | 'save'
>;

/**
 * One visitor's session, for the time of one request.
 *
 * Nothing of it stays on this server. The browser holds a token; what the token stands for, every server
 * learns from the carrier. A request works on it in three steps:
 *
 * 1. **read**: the state as the carrier has it now. A token that the carrier doesn't know is no session:
 *    an id is never taken from the browser, only recognised (OWASP: "strict" session management).
 * 2. **record**: `set`, `delete` and `increment` note changes and touch nothing else.
 * 3. **save**: the changes, not the state, go to the carrier. One that is `atomic` merges them in one step
 *    into what it has by then: parallel requests on several servers don't overwrite each other's work.
 *
 * What this project's carrier can't do, its table says (`Capabilities`).
 *
 * A session begins with the first change that is saved: who stores nothing gets no entry and no cookie.
 * It ends by `signOut`, by `revoke`, or by one of two timeouts, and its id changes whenever its rights do.
 */
export class Session<Data = SessionData> {
  readonly #carrier: Carrier;
  readonly #lifetime: Lifetime;
  /** What the browser sent; null if nothing that could be a token. */
  readonly #presented: string | null;
  /** The session that changes go to; null: to a new one. */
  #token: string | null;
  #newToken: string | null | undefined = undefined;
  #state: 'unread' | 'live' | 'none' | 'ended' = 'unread';
  #loaded: LiveSession | null = null;
  #userId: string | null = null;
  #createdAt = 0;
  #isNew = true;
  /** JSON text by key, as in the carrier when last heard of. */
  #values = new Map<string, string>();
  /** Recorded, not yet on their way. */
  #changes: Map<string, Change> | null = null;
  /** On their way. */
  #committing: ReadonlyMap<string, Change> | null = null;
  #reading: Promise<this> | null = null;
  /** The last of the steps that go to the carrier. They run one after the other; a failure ends them all. */
  #last: Promise<void> | null = null;

  /** @param token what the browser sent */
  constructor(carrier: Carrier, lifetime: Lifetime, token: string | null) {
    this.#carrier = carrier;
    this.#lifetime = lifetime;
    this.#presented = token;
    this.#token = token;
  }

  /**
   * Reads it from the carrier, once a request.
   * @throws StoreUnavailableError an unreadable session is not an empty one
   */
  read(): Promise<this> {
    this.#reading ??= this.#read();
    return this.#reading;
  }

  async #read(): Promise<this> {
    if (this.#last !== null) await this.#last;
    if (this.#token === null) {
      this.#state = 'none';
      return this;
    }
    const loaded = await this.#carrier.load(this.#token, this.#lifetime);
    if (typeof loaded === 'string') {
      // A token of no session is not answered by removing its cookie: a parallel request may just have
      // signed in, and the removal could reach the browser after the new cookie.
      this.#state = loaded;
      this.#token = null;
      return this;
    }
    this.#state = 'live';
    this.#loaded = loaded;
    this.#values = loaded.values;
    this.#userId = loaded.userId;
    this.#createdAt = loaded.createdAt;
    this.#isNew = false;
    if (loaded.token !== undefined) this.#tokenIs(loaded.token);
    return this;
  }

  /**
   * The value as this request sees it: what was read, with its own changes. A copy at each call: a
   * change of it is stored by `set` alone. After `save` it is what the merge gave, so a counter is exact.
   */
  get<K extends Key<Data>>(key: K): Data[K] | undefined {
    const json = this.#current(key);
    if (json === undefined) return undefined;
    const value: Data[K] = JSON.parse(json);
    return value;
  }

  #current(key: string): string | undefined {
    const change = this.#changes?.get(key);
    if (change !== undefined && change.op !== 'increment') return apply(key, undefined, change);
    const value = this.#values.get(key);
    if (this.#state === 'unread' && value === undefined) {
      throw new Error(`Session key "${key}" was not read: use await request.session()`);
    }
    return apply(key, apply(key, value, this.#committing?.get(key)), change);
  }

  /**
   * @param value JSON, kept as it is now: a later change of the object is not stored
   * @throws TypeError the key or the value can't be kept
   */
  set<K extends Key<Data>>(key: K, value: Data[K]): void {
    this.#record(key, { op: 'set', json: toJson(key, value) });
  }

  delete(key: Key<Data>): void {
    this.#record(key, { op: 'delete' });
  }

  /**
   * Counts exactly, however many requests do it at once, where the carrier is `atomic`. A key that is not
   * there counts from 0.
   * @throws TypeError `by` is no whole number
   * @throws NotAnIntegerError the value is none, here or, if it is changed meanwhile, from `save`
   */
  increment(key: CounterKey<Data>, by = 1): void {
    if (!Number.isSafeInteger(by)) {
      throw new TypeError(
        `Session key "${key}": can't be incremented by ${by}, only by a whole number`,
      );
    }
    if (this.#state === 'live') apply(key, this.#current(key), { op: 'increment', by });
    this.#record(key, { op: 'increment', by });
  }

  #record(key: string, change: Change): void {
    refuseKey(key);
    this.#changes ??= new Map();
    record(this.#changes, key, change);
  }

  /** Who signed in; null: nobody. Cheap, and as true as the moment of reading. */
  get userId(): string | null {
    return this.#userId;
  }

  /** When the session began, or its user signed in. Null while nothing is stored. */
  get createdAt(): Date | null {
    return this.#createdAt === 0 ? null : new Date(this.#createdAt);
  }

  /** No session came with the request. */
  get isNew(): boolean {
    return this.#isNew;
  }

  /** Names this session in `sessions.list` and to `sessions.revoke`. Null while nothing is stored. */
  get handle(): string | null {
    return this.#token === null ? null : this.#carrier.handleOf(this.#token);
  }

  /**
   * Stores the recorded changes now. Optional: what is left is stored before the reply leaves.
   * Once it failed, it fails again with the same error, also when the reply would leave: what was not
   * stored is never answered as a success.
   * @throws SessionEndedError | SessionTooLargeError | NotAnIntegerError | StoreUnavailableError
   */
  save(): Promise<void> {
    return this.#next(() => this.#commit(false));
  }

  /**
   * Signs the user in: same data, new id. An id that somebody else may have planted or seen has no part in
   * it (OWASP: "Renew the Session ID After Any Privilege Level Change"; session fixation): it is dead on
   * every server as soon as the carrier's `revocable` says, and is nobody's who signed in before that.
   * The absolute timeout starts anew. Another user than before starts with an empty session.
   * @param userId 1 to 128 characters; not an e-mail address, it should outlive a change of that
   */
  signIn(userId: string): Promise<void> {
    if (typeof userId !== 'string' || !/^.{1,128}$/su.test(userId)) {
      throw new TypeError('signIn: a user id has 1 to 128 characters');
    }
    return this.#next(async () => {
      // Another user: what was the first one's is not carried over.
      if (this.#userId !== null && this.#userId !== userId) await this.#end();
      await this.#commit(true, userId);
    });
  }

  /** A new id at any other change of what the session may do: a role, a confirmed password. */
  rotate(): Promise<void> {
    return this.#next(() => this.#commit(true));
  }

  /**
   * Ends the session on every server, as soon as the carrier's `revocable` says, and removes the cookie.
   * What is recorded afterwards begins a new session.
   */
  signOut(): Promise<void> {
    this.#changes = null;
    return this.#next(() => this.#end());
  }

  /**
   * For whoever writes the cookie, once: a new token, null to remove the cookie, undefined to leave it.
   */
  takeNewToken(): string | null | undefined {
    const token = this.#newToken;
    this.#newToken = undefined;
    return token;
  }

  /**
   * For the end of the request: stores what is left, and reports what failed.
   * @returns undefined if there is nothing to wait for
   */
  settle(): Promise<void> | undefined {
    if (this.#changes === null && this.#last === null) return this.#renew();
    // A route may have saved without a change: that was a use, too.
    return this.save().then(() => this.#renew());
  }

  /**
   * Pushes the idle deadline back if that is due. Nobody waits for a store: a renewal that is missed is
   * made up for by the next request. A carrier that has the deadline in its token gives a new one.
   */
  #renew(): Promise<void> | undefined {
    const loaded = this.#loaded;
    if (loaded === null || this.#token === null) return undefined;
    if (Date.now() - loaded.lastSeenAt < this.#lifetime.renewAfter) return undefined;
    if (this.#carrier.renew === undefined) {
      return this.#next(() => this.#commit(false, undefined, true));
    }
    this.#carrier.renew(this.#token, this.#lifetime).catch(() => {});
    return undefined;
  }

  #next(step: () => Promise<void>): Promise<void> {
    this.#last = this.#last === null ? step() : this.#last.then(step);
    // A route may leave it to the end of the request to hear of a failure: that must not end the process.
    this.#last.catch(() => {});
    return this.#last;
  }

  async #commit(rotate: boolean, signIn?: string, evenIfEmpty = rotate): Promise<void> {
    const changes = this.#changes ?? NO_CHANGES;
    if (changes.size === 0 && !evenIfEmpty) return;
    // Who signs in proves who they are by themselves; anything else belongs to a session that is gone.
    if (this.#state === 'ended' && signIn === undefined) throw new SessionEndedError();
    const isNothing = changes.size === 0 && this.#token === null && signIn === undefined;
    if (isNothing) return;
    this.#changes = null;
    this.#committing = changes;
    const { token, createdAt, increments } = await this.#carrier.commit(
      { token: this.#token, loaded: this.#loaded, changes, rotate, signIn },
      this.#lifetime,
    );
    this.#committing = null;
    let next = 0;
    for (const [key, change] of changes) {
      if (change.op === 'set') this.#values.set(key, change.json);
      else if (change.op === 'delete') this.#values.delete(key);
      else this.#values.set(key, String(increments[next++]));
    }
    if (signIn !== undefined) this.#userId = signIn;
    this.#createdAt = createdAt;
    this.#tokenIs(token);
    if (this.#state === 'unread') return;
    this.#state = 'live';
    this.#loaded = {
      values: this.#values,
      userId: this.#userId,
      createdAt,
      lastSeenAt: Date.now(),
    };
  }

  async #end(): Promise<void> {
    if (this.#token !== null) await this.#carrier.end(this.#token, this.#loaded ?? undefined);
    this.#token = null;
    this.#newToken = this.#presented === null ? undefined : null;
    this.#state = 'none';
    this.#loaded = null;
    this.#values = new Map();
    this.#userId = null;
    this.#createdAt = 0;
    this.#isNew = true;
  }

  #tokenIs(token: string): void {
    this.#token = token;
    if (token !== this.#presented) this.#newToken = token;
  }
}

const NO_CHANGES: ReadonlyMap<string, Change> = new Map();

/**
 * A letter first keeps out `__proto__` and the fields that carriers keep for themselves; the rest keeps a
 * key that comes from a form or a URL from being more than a name.
 */
const KEY = /^[A-Za-z][\w.:-]{0,63}$/;

function refuseKey(key: string): void {
  if (!KEY.test(key)) {
    throw new TypeError(
      `Session key ${JSON.stringify(key)}: use a letter, then up to 63 letters, digits, and _ . : -`,
    );
  }
}
