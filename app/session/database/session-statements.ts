import type { Statement } from '../../database/pipeline';

/**
 * Milliseconds. What the browser sent before it heard of its new cookie arrives within these. Such a
 * request must not begin a new session: its cookie could replace the one of a sign-in just made.
 */
const ENDED_IS_KNOWN_FOR = 10_000;

/** The size of a session at most, see `Capabilities.maxBytes`. */
export const MAX_BYTES = 64 * 1024;

/** All times are PostgreSQL's own: the clocks of the servers may differ. Parameters in milliseconds. */
const ms = (parameter: string) => `${parameter}::float8 * interval '1 ms'`;
const sinceEpoch = (time: string) => `floor(extract(epoch FROM ${time}) * 1000)::float8`;

/** Whether the session is one for a server with these timeouts: they may be shorter than the writer's. */
const lives = (idle: string, absolute: string) =>
  `expires_at > now() AND seen_at > now() - ${ms(idle)} AND created_at > now() - ${ms(absolute)}`;

const deadline = (created: string, idle: string, absolute: string) =>
  `least(now() + ${ms(idle)}, ${created} + ${ms(absolute)})`;

export interface LoadedRow {
  data: Record<string, string> | null;
  user_id: string | null;
  created: number;
  seen: number;
}

/** $1 key, $2 idle, $3 absolute. */
export const LOAD: Statement = {
  name: 'session-load',
  text: `SELECT data, user_id, ${sinceEpoch('created_at')} AS created, ${sinceEpoch('seen_at')} AS seen
    FROM sessions
    WHERE key = $1 AND (${lives('$2', '$3')} OR (data IS NULL AND expires_at > now()))`,
};

/** $1 key, $2 idle, $3 absolute, $4 user or null, $5 data, $6 its bytes. */
export const BEGIN: Statement = {
  name: 'session-begin',
  text: `INSERT INTO sessions (key, user_id, expires_at, data, bytes)
    VALUES ($1, $4, ${deadline('now()', '$2', '$3')}, $5, $6)
    RETURNING ${sinceEpoch('created_at')} AS created`,
};

/**
 * The data as it is before, unpacked once: what is large is stored compressed, and each look at a key of the
 * column itself would unpack all of it. (OFFSET 0 keeps the planner from putting the column in its place.)
 */
const BEFORE = `(SELECT s.data || '{}' AS data OFFSET 0) AS before`;

/** What is incremented: the keys in $5, by how much in $6. */
const INCREMENTS = `unnest($5::text[], $6::bigint[]) AS i (key, by)`;
/** A key that is not there counts from 0. */
const OLD_COUNT = `coalesce(before.data ->> i.key, '0')`;

/** The session after the changes, and its size: without the keys in $3, with the data in $4, counted up. */
const MERGED = `SELECT (before.data - $3::text[]) || $4::jsonb || coalesce(counted.data, '{}'),
    s.bytes + $8::integer + coalesce(counted.bytes, 0) - coalesce(replaced.bytes, 0)
  FROM ${BEFORE},
    LATERAL (
      SELECT jsonb_object_agg(c.key, c.count) AS data,
        sum(octet_length(c.key) + octet_length(c.count)) AS bytes
      FROM (SELECT i.key, (${OLD_COUNT}::bigint + i.by)::text AS count FROM ${INCREMENTS} OFFSET 0) AS c
    ) AS counted,
    LATERAL (
      SELECT sum(octet_length(k) + octet_length(before.data ->> k)) AS bytes FROM unnest($7::text[]) AS k
    ) AS replaced`;

const isExact = (number: string) => `abs(${number}) <= ${Number.MAX_SAFE_INTEGER}`;

/** Some increment meets what is no whole number, or gives none that JavaScript counts exactly. */
const INEXACT = `EXISTS (
  SELECT FROM ${BEFORE}, LATERAL (
    SELECT ${OLD_COUNT} AS json, i.by FROM ${INCREMENTS} OFFSET 0
  ) AS old WHERE CASE
    WHEN old.json ~ '^-?[0-9]{1,16}$'
    THEN NOT (${isExact('old.json::bigint')} AND ${isExact('old.json::bigint + old.by')})
    ELSE true END)`;

/** Digits and sign of the longest number that is counted. */
export const LONGEST_COUNT = String(-Number.MAX_SAFE_INTEGER).length;

/**
 * The changes can be made. CASE, because PostgreSQL is free in the order of AND, and the size can't be
 * reckoned of what is no number. $9: how many bytes they can add at most, so that it rarely has to be.
 */
const POSSIBLE = `CASE
  WHEN ${INEXACT} THEN false
  WHEN s.bytes + $9::integer <= ${MAX_BYTES} THEN true
  ELSE (SELECT size FROM (${MERGED}) AS merged (data, size)) <= greatest(${MAX_BYTES}, s.bytes) END`;

/** A session that is ended has no data: a slow request can't bring it back. */
const GUARD = `s.key = $1 AND s.data IS NOT NULL AND ${lives('$10', '$11')}`;

const RESULTS = `${sinceEpoch('s.created_at')} AS created,
  (SELECT json_agg(s.data ->> k ORDER BY n) FROM unnest($5::text[]) WITH ORDINALITY AS i (k, n)) AS counts`;

export interface CommittedRow {
  created: number;
  /** In the order of the increments; null if there are none. */
  counts: string[] | null;
}

/**
 * Merges changes into a session, and renews it if that is due. One row version is the whole of it: who
 * comes at the same moment waits for this one, and merges into what it left.
 *
 * $1 key, $2 renewAfter, $3 keys to delete, $4 data to set, $5 keys to increment, $6 by how much,
 * $7 all these keys, $8 bytes set, $9 bytes added at most, $10 idle, $11 absolute
 * No row: there is no such session any more, or the changes can't be made.
 */
export const COMMIT: Statement = {
  name: 'session-commit',
  text: `UPDATE sessions AS s SET (data, bytes) = (${MERGED}),
      seen_at = CASE WHEN ${isDue()} THEN now() ELSE s.seen_at END,
      expires_at = CASE WHEN ${isDue()} THEN ${deadline('s.created_at', '$10', '$11')} ELSE s.expires_at END
    WHERE ${GUARD} AND ${POSSIBLE}
    RETURNING ${RESULTS}`,
};

function isDue(): string {
  return `s.seen_at <= now() - ${ms('$2')}`;
}

/**
 * The same, and a new key: with one step the session has it, whoever writes to it meanwhile, and the old
 * key is that of an ended one. $2 is the new key, $12 the user who signs in, or null.
 */
export const ROTATE: Statement = {
  name: 'session-rotate',
  text: `WITH moved AS (
      UPDATE sessions AS s SET key = $2, (data, bytes) = (${MERGED}),
        user_id = coalesce($12, s.user_id),
        created_at = ${createdAfterSignIn()},
        seen_at = now(),
        expires_at = ${deadline(createdAfterSignIn(), '$10', '$11')}
      WHERE ${GUARD} AND ${POSSIBLE}
      RETURNING ${RESULTS}
    ), left_behind AS (
      INSERT INTO sessions (key, expires_at)
      SELECT $1, now() + interval '${ENDED_IS_KNOWN_FOR} ms' FROM moved
    )
    SELECT created, counts FROM moved`,
};

function createdAfterSignIn(): string {
  return `CASE WHEN $12::text IS NULL THEN s.created_at ELSE now() END`;
}

/** $1 key, $2 idle, $3 absolute, $4 renewAfter: of several servers that renew at once, one writes. */
export const RENEW: Statement = {
  name: 'session-renew',
  text: `UPDATE sessions SET seen_at = now(), expires_at = ${deadline('created_at', '$2', '$3')}
    WHERE key = $1 AND data IS NOT NULL AND ${lives('$2', '$3')} AND seen_at <= now() - ${ms('$4')}`,
};

/** What becomes of a row whose session ends. */
const ENDED = `data = NULL, user_id = NULL, bytes = 0, expires_at = now() + interval '${ENDED_IS_KNOWN_FOR} ms'`;

/** $1 key. */
export const END: Statement = {
  name: 'session-end',
  text: `UPDATE sessions SET ${ENDED} WHERE key = $1 AND data IS NOT NULL`,
};

export interface ListedRow {
  key: Buffer;
  created: number;
  seen: number;
}

/** $1 user, $2 idle, $3 absolute. */
export const LIST: Statement = {
  name: 'session-list',
  text: `SELECT key, ${sinceEpoch('created_at')} AS created, ${sinceEpoch('seen_at')} AS seen
    FROM sessions WHERE user_id = $1 AND ${lives('$2', '$3')} ORDER BY seen_at DESC`,
};

/** $1 user, $2 key. */
export const REVOKE: Statement = {
  name: 'session-revoke',
  text: `UPDATE sessions SET ${ENDED} WHERE key = $2 AND user_id = $1 AND expires_at > now() RETURNING 1`,
};

/**
 * $1 user. The rows are found and changed by one condition, on purpose: one that gets a new key meanwhile
 * is waited for, and still is the user's.
 */
export const REVOKE_ALL: Statement = {
  name: 'session-revoke-all',
  text: `UPDATE sessions SET ${ENDED} WHERE user_id = $1`,
};
