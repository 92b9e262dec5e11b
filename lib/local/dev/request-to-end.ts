/**
 * Calls `end` at each Ctrl-C, SIGTERM, closed terminal; and when the `npm run` that started us is gone,
 * which after a kill -9 of npm nobody tells us.
 */
export function onRequestToEnd(end: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  // Started otherwise, a parent that has gone says nothing: a script may have left us in the background.
  if (!process.env['npm_lifecycle_event']) return;
  const npm = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    end();
  }, 250).unref();
}
