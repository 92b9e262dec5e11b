const units = [
  ['day', 24 * 60 * 60],
  ['hour', 60 * 60],
  ['minute', 60],
  ['second', 1],
] as const;

/** `3 days ago`, `in 2 hours`, `just now`: whole units, rounded down. */
export function ago(date: Date, now = Date.now()): string {
  const seconds = (now - date.getTime()) / 1000;
  const length = duration(Math.abs(seconds));
  if (length === '0 seconds') return 'just now';
  return seconds < 0 ? `in ${length}` : `${length} ago`;
}

/** `3 days`, `1 hour`, of a number of seconds. */
export function duration(seconds: number): string {
  const [unit, length] = units.find(([, size]) => seconds >= size) ?? ['second', 1];
  const count = Math.floor(seconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
