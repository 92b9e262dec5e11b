-- Read README.md beside this file before you add another.
CREATE TABLE accounts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  -- The hash with its parameters, never the password: see accounts/passwords.ts.
  password text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- One account for Ann@example.com and ann@example.com.
CREATE UNIQUE INDEX accounts_email ON accounts (lower(email));
