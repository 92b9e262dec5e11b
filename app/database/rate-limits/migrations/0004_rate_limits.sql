-- How often somebody did something in a window of time: see database/rate-limit-store.ts.
-- Unlogged: a count is worth less than the disk write that would keep it. After a crash or a failover the
-- table is empty, and everybody's window begins anew.
CREATE UNLOGGED TABLE rate_limits (
  -- The route and who is counted.
  key text PRIMARY KEY,
  hits integer NOT NULL,
  ends_at timestamptz NOT NULL
) WITH (
  -- A count changes many times and its window once: it stays in its page (a HOT update).
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0.05
);

-- The windows that are over.
CREATE INDEX rate_limits_by_end ON rate_limits (ends_at);
