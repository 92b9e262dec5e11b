import { spanOf } from '../figures';
import type { LoggedRequest } from '../request-log';

/** What was seen in one step of a chart. */
export interface Moment {
  /** Seconds since the drill began, at the start of the step. */
  readonly at: number;
  /** Seconds that it lasts. */
  readonly lasts: number;
  readonly answered: number;
  readonly failed: number;
  /** Milliseconds; null where nothing was answered. */
  readonly p50: number | null;
  readonly p99: number | null;
}

/** At most so many steps: more could not be told apart on a screen. */
const STEPS = 240;

/** @param seconds that the drill lasted */
export function timelineOf(requests: readonly LoggedRequest[], seconds: number): Moment[] {
  const lasts = Math.max(1, Math.ceil(seconds / STEPS));
  const steps = Array.from({ length: Math.ceil(seconds / lasts) }, (): LoggedRequest[] => []);
  for (const request of requests) steps[Math.floor(request.at / lasts)]?.push(request);
  return steps.map((step, index) => {
    const { failed, p50, p99 } = spanOf(step);
    return { at: index * lasts, lasts, answered: step.length - failed, failed, p50, p99 };
  });
}
