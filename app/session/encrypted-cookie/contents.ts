import type { LiveSession } from '../carrier';

/** Bytes: three moments of 6 each, and 2 for the length of the user id. */
const HEAD = 20;

/** What stands in the cookie, before it is sealed. */
export interface Contents extends LiveSession {
  /** Milliseconds since 1970: what it is worth ends then, by the timeouts of the server that wrote it. */
  readonly expiresAt: number;
}

/**
 * Moments, user id, and then key, JSON text, key, JSON text …, with a zero byte between each two: neither
 * a key nor JSON text can hold one.
 */
export function pack({ values, userId, createdAt, lastSeenAt, expiresAt }: Contents): Buffer {
  const user = userId ?? '';
  const userBytes = Buffer.byteLength(user);
  let text = user;
  for (const [key, json] of values) text += `${key}\0${json}\0`;
  const packed = Buffer.allocUnsafe(HEAD + Buffer.byteLength(text));
  packed.writeUIntBE(createdAt, 0, 6);
  packed.writeUIntBE(lastSeenAt, 6, 6);
  packed.writeUIntBE(expiresAt, 12, 6);
  packed.writeUInt16BE(userBytes, 18);
  packed.write(text, HEAD);
  return packed;
}

/** @param packed by `pack`: nobody else could have sealed it */
export function unpack(packed: Buffer): Contents {
  const userEnd = HEAD + packed.readUInt16BE(18);
  const values = new Map<string, string>();
  const parts = packed.toString('utf8', userEnd).split('\0');
  for (let i = 0; i + 1 < parts.length; i += 2) values.set(parts[i]!, parts[i + 1]!);
  return {
    values,
    userId: userEnd === HEAD ? null : packed.toString('utf8', HEAD, userEnd),
    createdAt: packed.readUIntBE(0, 6),
    lastSeenAt: packed.readUIntBE(6, 6),
    expiresAt: packed.readUIntBE(12, 6),
  };
}
