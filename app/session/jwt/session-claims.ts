/** What a session token says. */
export interface SessionClaims {
  /** Names the session to its user. Not a secret. The same through all tokens of the session. */
  readonly id: string;
  readonly userId: string | null;
  /** Seconds since 1970: when the session began, or its user signed in. */
  readonly createdAt: number;
  /** Seconds since 1970: when this token was made, which was the last use of the session. */
  readonly issuedAt: number;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  /** SHA-256, in base64url, of the refresh secret that goes with the token. Null: none does. */
  readonly refreshHash: string | null;
  /** The session's own: JSON text by key. Anyone who has the token can read them. */
  readonly values: ReadonlyMap<string, string>;
}

/** @param party who makes the tokens and who takes them: the public URL of this app */
export function writeClaims(claims: SessionClaims, party: string): string {
  const us = JSON.stringify(party);
  const { userId, issuedAt, refreshHash } = claims;
  const sub = userId === null ? '' : `,"sub":${JSON.stringify(userId)}`;
  const refresh = refreshHash === null ? '' : `,"refresh":"${refreshHash}"`;
  return (
    `{"iss":${us},"aud":${us}${sub},"iat":${issuedAt},"nbf":${issuedAt},"exp":${claims.expiresAt}` +
    `,"auth_time":${claims.createdAt},"sid":"${claims.id}"${refresh},"data":${writeValues(claims.values)}}`
  );
}

/** Keys need no escapes: a session's keys are plain words. */
function writeValues(values: ReadonlyMap<string, string>): string {
  let text = '';
  for (const [key, json] of values) text += `${text === '' ? '' : ','}"${key}":${json}`;
  return `{${text}}`;
}

/**
 * The claims of a payload whose signature was right; null if it isn't what `writeClaims` makes. Claims that
 * are not known are passed over, as RFC 7519, 4 wants it: an older release may meet the token of a newer one.
 */
export function readClaims(payload: string, party: string): SessionClaims | null {
  const claims = parsedObject(payload);
  if (claims === null || claims['iss'] !== party || claims['aud'] !== party) return null;
  const { sub, iat, nbf, exp, auth_time: createdAt, sid, refresh, data } = claims;
  if (!isTime(iat) || !isTime(nbf) || !isTime(exp) || !isTime(createdAt)) return null;
  if (typeof sid !== 'string' || !isTextIfThere(sub) || !isTextIfThere(refresh)) return null;
  if (nbf !== iat || createdAt > iat || !isObject(data)) return null;
  const values = new Map<string, string>();
  for (const key of Object.keys(data)) values.set(key, JSON.stringify(data[key]));
  return {
    id: sid,
    userId: sub ?? null,
    createdAt,
    issuedAt: iat,
    expiresAt: exp,
    refreshHash: refresh ?? null,
    values,
  };
}

/** Null also where the text isn't the one that its value is written as: a name that stands twice, say. */
function parsedObject(json: string): Record<string, unknown> | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  return isObject(value) && JSON.stringify(value) === json ? value : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextIfThere(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

/** Whole seconds since 1970, small enough to be reckoned with in milliseconds. No text, no fraction. */
function isTime(value: unknown): value is number {
  return (
    Number.isInteger(value) &&
    Number.isSafeInteger((value as number) * 1000) &&
    (value as number) > 0
  );
}
