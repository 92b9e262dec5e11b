/** Seconds since the drill began: what everything in its report is told by. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly began: number;
  now(): number;
}

/** Not by the time of day, which may be set while a drill runs. */
export function startClock(): Clock {
  const start = performance.now();
  return { began: Date.now(), now: () => (performance.now() - start) / 1000 };
}
