-- Old and new servers run side by side during a rollout, and a rollback starts old ones again. So a
-- migration must suit the release before it too: expand first, contract in a later release.
--   rename a column:  1. add the new one, write both   2. read the new one   3. drop the old one
--   a new NOT NULL:   1. add it with a default or nullable, fill it in batches   2. set NOT NULL
--   drop a table:     1. stop using it   2. drop it in the next release
-- Files are plain SQL, run once each in the order of their numbers, each in a transaction of its own.
-- Never change one that has been released: add another. There are no down migrations: a mistake is
-- mended by the next file.
CREATE TABLE accounts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  -- The hash with its parameters, never the password: see accounts/passwords.ts.
  password text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- One account for Ann@example.com and ann@example.com.
CREATE UNIQUE INDEX accounts_email ON accounts (lower(email));
