-- One row a session: see session/database/database-carrier.ts.
CREATE TABLE sessions (
  -- SHA-256 of the token: who reads the table, or a backup of it, finds nothing to send as a cookie.
  key bytea PRIMARY KEY,
  -- Null: nobody signed in. Any text: an app may have its users elsewhere.
  user_id text,
  -- When the session began, or its user signed in.
  created_at timestamptz NOT NULL DEFAULT now(),
  -- No more exact than the renewal, which is not for every request.
  seen_at timestamptz NOT NULL DEFAULT now(),
  -- From then on the row is nobody's session and may be removed.
  expires_at timestamptz NOT NULL,
  -- Of all keys and values in data, in UTF-8.
  bytes integer NOT NULL DEFAULT 0,
  -- The JSON text of each value by its key, so that it comes back to the letter. Null: the session was
  -- ended, or got a new key; the row keeps slow requests out for a few seconds.
  data jsonb
) WITH (
  -- Room in each page for the next version of its rows. A change of data alone, which is most of them, then
  -- stays in the page and touches no index (a HOT update), and the page tidies itself up.
  fillfactor = 70,
  -- Rows come and go all day: a fifth of the table dead before a vacuum, the default, is too many.
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.05
);

-- The sessions of a user. Most sessions have none.
CREATE INDEX sessions_of_user ON sessions (user_id) WHERE user_id IS NOT NULL;

-- What may be removed. Moves only when a session is renewed, a few times in its life.
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
