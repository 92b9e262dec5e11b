import type { FastifyBaseLogger } from 'fastify';
import type { BriefStatements } from '../../../database/brief-statements';
import type { Keys } from '../../../keys/keys';
import type { Capabilities, Carrier, Commit, Committed, Loaded } from '../../carrier';
import { SessionEndedError, SessionTooLargeError, StoreUnavailableError } from '../../errors';
import { largestKey } from '../../largest-key';
import type { Lifetime } from '../../lifetime';
import { jwtCapabilities, JwtCarrier } from '../jwt-carrier';
import { LONGEST_TOKEN, LONGEST_WRITTEN } from '../jws';
import { changedClaims, JwtSession } from '../jwt-session';
import type { SessionClaims } from '../session-claims';
import type { SessionTokens } from '../session-tokens';
import { ACCESS_LIFE } from './access-life';
import { Families } from './families';
import { FamilyIndex } from './family-index';
import { hashOf, newRefreshSecret, REFRESH_SECRET_LENGTH, successorOf } from './refresh-secret';

/** When a session that was ended is dead everywhere: `at-once` asks PostgreSQL at each request. */
export type Revocation = 'within-minutes' | 'at-once';

const OUTAGE = {
  'within-minutes':
    'Sessions go on until their access runs out, after five minutes at most; then they are answered with 503, as are sign-in and sign-out, until PostgreSQL is back. Who is not signed in notices nothing.',
  'at-once':
    'Requests of who is signed in are answered with 503 until PostgreSQL is back. Who is not signed in notices nothing.',
};

/** The row of signed tokens with a database in the table of capabilities. */
export function familyCapabilities(revocation: Revocation): Capabilities {
  return {
    ...jwtCapabilities,
    revocable: revocation === 'at-once' ? 'at once' : 'within minutes',
    listable: true,
    onStoreLoss: OUTAGE[revocation],
  };
}

/**
 * The last part of its access within which a change refreshes a session, too: one minute of five. A slow
 * request could otherwise bring the browser a secret that another one has just replaced, too late for the
 * grace.
 */
const LAST_PART = 1 / 5;

class FamilySession extends JwtSession {
  constructor(
    claims: SessionClaims,
    readonly secret: string,
    token?: string,
  ) {
    super(claims, token);
  }
}

/**
 * Signed tokens that can be called back. Who isn't signed in has a plain token. A sign-in begins a family in
 * PostgreSQL, and from then on the browser's token is two: `<signed token>.<refresh secret>`. The signed
 * one is good by itself for some minutes. When they are over, the secret is changed for the next one, which
 * needs the family to be there: so a session ends everywhere when its family does.
 *
 * A secret that was replaced and is shown again, later than two tabs would, has been copied: who is the thief
 * nobody can tell, so the whole family ends (RFC 9700, 4.14.2).
 */
export class FamilyCarrier implements Carrier {
  readonly capabilities: Capabilities;
  readonly index: FamilyIndex;
  readonly #keys: Pick<Keys, 'ring'>;
  readonly #tokens: SessionTokens;
  /** For who isn't signed in. */
  readonly #plain: JwtCarrier;
  readonly #families: Families;
  readonly #asksAlways: boolean;
  readonly #log: Pick<FastifyBaseLogger, 'warn'>;
  readonly #accessLife: number;

  /** @param accessLife milliseconds; another one than all servers have is for tests */
  constructor(
    keys: Pick<Keys, 'ring'>,
    tokens: SessionTokens,
    statements: BriefStatements,
    revocation: Revocation,
    log: Pick<FastifyBaseLogger, 'warn'>,
    accessLife = ACCESS_LIFE,
  ) {
    this.capabilities = familyCapabilities(revocation);
    this.#keys = keys;
    this.#tokens = tokens;
    this.#plain = new JwtCarrier(tokens);
    this.#families = new Families(statements, accessLife);
    this.index = new FamilyIndex(this.#families);
    this.#asksAlways = revocation === 'at-once';
    this.#log = log;
    this.#accessLife = accessLife;
  }

  readonly wellFormed = (token: string): boolean =>
    token.length <= LONGEST_TOKEN && TOKEN.test(token);

  readonly handleOf = (token: string): string => this.#plain.handleOf(parted(token).jwt);

  async load(token: string, lifetime: Lifetime): Promise<Loaded> {
    const { jwt, secret } = parted(token);
    if (secret === null) {
      const plain = await this.#plain.load(jwt, lifetime);
      // Who is signed in can be signed out: nothing else is taken for it.
      return typeof plain !== 'string' && plain.userId !== null ? 'none' : plain;
    }
    const claims = this.#tokens.read(jwt);
    // The signed half says which secret goes with it: any other is one that we never gave.
    if (claims === null || claims.refreshHash !== hashOf(secret)) return 'none';
    if (this.#tokens.isOver(claims, lifetime)) return 'none';
    if (Date.now() >= claims.expiresAt * 1000) return this.#refresh(claims, secret, lifetime);
    const state = this.#asksAlways ? await this.#families.state(claims.id, lifetime) : 'live';
    return state === 'live' ? new FamilySession(claims, secret) : state;
  }

  async #refresh(
    claims: SessionClaims,
    secret: string,
    lifetime: Lifetime,
  ): Promise<FamilySession | 'none' | 'ended'> {
    const { ring } = this.#keys;
    const successor = successorOf(secret, ring.current(Date.now()));
    const shown = hashOf(secret);
    const counts = await this.#families.refresh(claims.id, shown, hashOf(successor), lifetime);
    if (counts === null) return this.#refused(claims, lifetime);
    // Another server may have been a moment ahead with the keys.
    const next = [successor, ...ring.keys.map((key) => successorOf(secret, key))].find(
      (candidate) => hashOf(candidate) === counts,
    );
    if (next === undefined) return 'ended';
    const { claims: used } = changedClaims(claims, NO_CHANGE, lifetime, Infinity);
    const refreshed = { ...used, refreshHash: counts, expiresAt: this.#accessUntil(used) };
    return new FamilySession(refreshed, next, `${this.#tokens.write(refreshed)}.${next}`);
  }

  /** The secret shown doesn't count, though we gave it: the family is over, or it was used before. */
  async #refused({ id, userId }: SessionClaims, lifetime: Lifetime): Promise<'none' | 'ended'> {
    const state = await this.#families.state(id, lifetime);
    if (state !== 'live') return state;
    await this.#families.end(id);
    this.#log.warn(
      { userId, session: id },
      'a refresh secret that had been replaced was shown again: somebody has a copy, so its session was ended',
    );
    return 'ended';
  }

  async commit(commit: Commit, lifetime: Lifetime): Promise<Committed> {
    const before = await this.#before(commit, lifetime);
    const family = before instanceof FamilySession ? before : null;
    if (family === null && commit.signIn === undefined) {
      const token = before && commit.token;
      return this.#plain.commit({ ...commit, token, loaded: before }, lifetime);
    }
    const { maxBytes } = this.capabilities;
    const changed = changedClaims(before?.claims ?? null, commit, lifetime, maxBytes);
    const isNew = family === null || commit.rotate;
    const secret = isNew ? newRefreshSecret() : family.secret;
    const claims = {
      ...changed.claims,
      refreshHash: hashOf(secret),
      // A change doesn't make the access longer: within that time a session that was ended is dead.
      expiresAt: isNew ? this.#accessUntil(changed.claims) : family.claims.expiresAt,
    };
    const token = `${this.#tokens.write(claims)}.${secret}`;
    if (token.length > LONGEST_WRITTEN) {
      throw new SessionTooLargeError(largestKey(commit.changes, claims.values), maxBytes);
    }
    if (isNew) await this.#begin(claims, family, commit.signIn, lifetime);
    return { token, createdAt: claims.createdAt * 1000, increments: changed.increments };
  }

  /**
   * The session that a commit changes; null: none, one may begin.
   * @throws SessionEndedError
   */
  async #before({ token, loaded, rotate }: Commit, lifetime: Lifetime): Promise<JwtSession | null> {
    if (token === null) return null;
    const session = loaded instanceof JwtSession ? loaded : await this.load(token, lifetime);
    if (session === 'none' && loaded === null) return null;
    // What a request read at its beginning may have been ended while it ran.
    const isRead = session === loaded;
    if (!(session instanceof JwtSession)) throw new SessionEndedError();
    if (!(session instanceof FamilySession)) return session;
    if (isRead && this.#asksAlways) {
      const state = await this.#families.state(session.claims.id, lifetime);
      if (state !== 'live') throw new SessionEndedError();
    }
    return rotate ? session : this.#refreshedEarly(session, lifetime);
  }

  async #refreshedEarly(session: FamilySession, lifetime: Lifetime): Promise<FamilySession> {
    const { claims, secret } = session;
    const left = claims.expiresAt * 1000 - Date.now();
    if (left > this.#accessLife * LAST_PART) return session;
    let refreshed;
    try {
      refreshed = await this.#refresh(claims, secret, lifetime);
    } catch (error) {
      if (error instanceof StoreUnavailableError && left > 0) return session;
      throw error;
    }
    if (typeof refreshed === 'string') throw new SessionEndedError();
    return refreshed;
  }

  async #begin(
    { id, userId, refreshHash }: SessionClaims,
    replaced: FamilySession | null,
    signIn: string | undefined,
    lifetime: Lifetime,
  ): Promise<void> {
    if (replaced === null || signIn !== undefined) {
      const old = replaced?.claims.id ?? null;
      await this.#families.begin(id, userId!, refreshHash!, old, lifetime);
    } else if (!(await this.#families.rename(replaced.claims.id, id, refreshHash!, lifetime))) {
      throw new SessionEndedError();
    }
  }

  /** In seconds since 1970. */
  #accessUntil({ expiresAt, issuedAt }: SessionClaims): number {
    return Math.min(expiresAt, issuedAt + this.#accessLife / 1000);
  }

  async end(token: string): Promise<void> {
    const claims = this.#tokens.read(parted(token).jwt);
    if (claims !== null && claims.refreshHash !== null) await this.#families.end(claims.id);
  }
}

const NO_CHANGE = { changes: new Map(), rotate: false, signIn: undefined };

const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+(?:\.[\w-]{43})?$/;

function parted(token: string): { jwt: string; secret: string | null } {
  const end = token.length - REFRESH_SECRET_LENGTH - 1;
  const isPair = token.split('.').length === 4 && token[end] === '.';
  return isPair
    ? { jwt: token.slice(0, end), secret: token.slice(end + 1) }
    : { jwt: token, secret: null };
}
