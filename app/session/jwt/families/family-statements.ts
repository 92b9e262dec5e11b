import type { Statement } from '../../../database/pipeline';

/**
 * Milliseconds. Two tabs that refresh at once, or a browser that never got the answer, show a secret that
 * was just replaced: for so long that is taken for honest. Without it most alarms would be false.
 */
const GRACE = 30_000;

/**
 * Milliseconds. A request that was on its way when its session ended is told so. Later its cookie is one of
 * no session, and a new session may begin.
 */
const ENDED_IS_KNOWN_FOR = 10_000;

/** All times are PostgreSQL's own: the clocks of the servers may differ. Parameters in milliseconds. */
const ms = (parameter: string | number) => `${parameter}::float8 * interval '1 ms'`;

/** $2 idle, $3 absolute. Idle is the time since the last refresh: what comes between leaves no trace here. */
const IS_LIVE = `ended_at IS NULL
  AND refreshed_at > now() - ${ms('$2')} AND created_at > now() - ${ms('$3')}`;

/** The row is kept for a while, so that what is on its way is told. */
const ENDED = `ended_at = now(), expires_at = least(expires_at, now() + ${ms(2 * ENDED_IS_KNOWN_FOR)})`;

/** $1 id, $2 user, $3 absolute, $4 hash, $5 the family that it takes the place of, or null. */
export const BEGIN: Statement = {
  name: 'family-begin',
  text: `WITH replaced AS (
      UPDATE session_families SET ${ENDED} WHERE id = $5 AND ended_at IS NULL
    )
    INSERT INTO session_families (id, user_id, expires_at, secret_hash)
    VALUES ($1, $2, now() + ${ms('$3')}, $4)`,
};

/** A new id for the same user since the same time. $1 id, $2 idle, $3 absolute, $4 new id, $5 hash. */
export const RENAME: Statement = {
  name: 'family-rename',
  text: `WITH replaced AS (
      UPDATE session_families SET ${ENDED} WHERE id = $1 AND ${IS_LIVE}
      RETURNING user_id, created_at
    )
    INSERT INTO session_families (id, user_id, created_at, expires_at, secret_hash)
    SELECT $4, user_id, created_at, created_at + ${ms('$3')}, $5 FROM replaced
    RETURNING true`,
};

export interface RefreshedRow {
  secret_hash: Buffer;
}

/**
 * Puts a successor in the place of the secret that counts; where that was done a moment ago, leaves it at
 * that. Those who come at once wait for the first one, and find it done.
 * $1 id, $2 idle, $3 absolute, $4 hash of the secret shown, $5 hash of its successor.
 */
export const REFRESH: Statement = {
  name: 'family-refresh',
  text: `UPDATE session_families SET
      secret_hash = CASE WHEN secret_hash = $4 THEN $5 ELSE secret_hash END,
      replaced_hash = CASE WHEN secret_hash = $4 THEN $4 ELSE replaced_hash END,
      refreshed_at = CASE WHEN secret_hash = $4 THEN now() ELSE refreshed_at END
    WHERE id = $1 AND ${IS_LIVE} AND (
      secret_hash = $4 OR (replaced_hash = $4 AND refreshed_at > now() - ${ms(GRACE)})
    )
    RETURNING secret_hash`,
};

export interface StateRow {
  is_live: boolean;
  was_ended_now: boolean | null;
}

/** $1 id, $2 idle, $3 absolute. */
export const STATE: Statement = {
  name: 'family-state',
  text: `SELECT ${IS_LIVE} AS is_live, ended_at > now() - ${ms(ENDED_IS_KNOWN_FOR)} AS was_ended_now
    FROM session_families WHERE id = $1`,
};

/** $1 id. */
export const END: Statement = {
  name: 'family-end',
  text: `UPDATE session_families SET ${ENDED} WHERE id = $1 AND ended_at IS NULL`,
};

export interface ListedRow {
  id: Buffer;
  created_at: Date;
  refreshed_at: Date;
}

/** $1 user, $2 idle, $3 absolute. */
export const LIST: Statement = {
  name: 'family-list',
  text: `SELECT id, created_at, refreshed_at FROM session_families
    WHERE user_id = $1 AND ${IS_LIVE} ORDER BY refreshed_at DESC`,
};

/** $1 user, $2 id. */
export const REVOKE: Statement = {
  name: 'family-revoke',
  text: `UPDATE session_families SET ${ENDED}
    WHERE id = $2 AND user_id = $1 AND ended_at IS NULL RETURNING true`,
};

export interface RevokedAllRow {
  found: number;
}

/**
 * Answers how many it found, not how many it ended: one that is just getting a new id is found by the old
 * one, which has ended by the time it could be ended, and the new one can't be seen yet. $1 user.
 */
export const REVOKE_ALL: Statement = {
  name: 'family-revoke-all',
  text: `WITH found AS MATERIALIZED (
      SELECT id FROM session_families WHERE user_id = $1 AND ended_at IS NULL
    ), revoked AS (
      UPDATE session_families SET ${ENDED}
      WHERE id = ANY (ARRAY(SELECT id FROM found)) AND ended_at IS NULL
    )
    SELECT count(*)::integer AS found FROM found`,
};
