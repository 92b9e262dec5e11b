-- One row a sign-in: the family of all refresh secrets that follow from it, each replacing the one before.
-- See session/jwt/families/family-carrier.ts.
CREATE TABLE session_families (
  -- 16 random bytes. Not a secret: it names the session to its user.
  id bytea PRIMARY KEY,
  -- Any text: an app may have its users elsewhere.
  user_id text NOT NULL,
  -- When the user signed in.
  created_at timestamptz NOT NULL DEFAULT now(),
  -- When the secret that counts took the place of the one before.
  refreshed_at timestamptz NOT NULL DEFAULT now(),
  -- Null: nobody ended it. Its time may be over all the same.
  ended_at timestamptz,
  -- From then on the row is nobody's session and may be removed.
  expires_at timestamptz NOT NULL,
  -- SHA-256 of the secret that counts, and of the one that it replaced: who reads the table, or a backup of
  -- it, finds nothing to send as a cookie.
  secret_hash bytea NOT NULL,
  replaced_hash bytea
) WITH (
  -- Room in each page for the next version of its rows. A refresh changes no column of an index: with this
  -- it stays in the page and touches no index (a HOT update), and the page tidies itself up.
  fillfactor = 80
);

-- The sessions of a user.
CREATE INDEX session_families_of_user ON session_families (user_id);

-- What may be removed.
CREATE INDEX session_families_by_expiry ON session_families (expires_at);
