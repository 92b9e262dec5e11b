import type { DrillRecord } from './drill';
import type { InflictedFault } from './fault';
import type { FindingKind } from './findings';
import { percentile } from './percentile';
import type { LoggedRequest } from './request-log';

/** What is told of a time: how many requests, and how long their answers took. */
export interface Span {
  readonly requests: number;
  readonly failed: number;
  /** Milliseconds, of what was answered as it should; null where nothing was. */
  readonly p50: number | null;
  readonly p99: number | null;
}

export interface FaultFigures extends InflictedFault {
  /** From the fault before, or the beginning, to this one. */
  readonly before: Span;
  /** While it was being inflicted and healed. */
  readonly during: Span;
  /** From then to the next fault, or the end. */
  readonly after: Span;
  /** Requests that failed during and after it, by cause. */
  readonly failedByCause: Readonly<Record<string, number>>;
  /**
   * Seconds from its first failed request to the first that was answered after the last failed one: how
   * long visitors noticed it. 0: nothing failed; null: they still noticed it when the next began, or at the
   * end.
   */
  readonly recoverySeconds: number | null;
  readonly sessionsLost: number;
  readonly acknowledgedWritesLost: number;
}

export interface Figures {
  readonly requests: number;
  readonly failed: number;
  readonly failedByCause: Readonly<Record<string, number>>;
  /** Requests that the app's own limits put off, which count for none of the above. */
  readonly heldBack: number;
  readonly sessionsLost: number;
  /** Of lost sessions, too. */
  readonly acknowledgedWritesLost: number;
  readonly appliedTwice: number;
  readonly othersDataSeen: number;
  readonly endedSessionsThatAnswered: number;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly faults: readonly FaultFigures[];
}

export function figuresOf(record: DrillRecord): Figures {
  const { requests, findings, heldBack, faults } = record;
  const count = (kind: FindingKind, from = -Infinity, to = Infinity) =>
    findings
      .filter((each) => each.kind === kind && each.at >= from && each.at < to)
      .reduce((sum, each) => sum + each.count, 0);
  const span = (from: number, to: number) => spanOf(requests.filter(within(from, to)));

  return {
    ...spanOf(requests),
    failedByCause: byCause(requests),
    heldBack,
    sessionsLost: count('session lost'),
    acknowledgedWritesLost: count('write lost'),
    appliedTwice: count('applied twice'),
    othersDataSeen: count("another's data"),
    endedSessionsThatAnswered: count('ended session answers'),
    faults: faults.map((fault, index) => {
      const from = faults[index - 1]?.endedAt ?? 0;
      const to = faults[index + 1]?.begunAt ?? Infinity;
      const noticed = requests.filter(within(fault.begunAt, to));
      return {
        ...fault,
        before: span(from, fault.begunAt),
        during: span(fault.begunAt, fault.endedAt),
        after: span(fault.endedAt, to),
        failedByCause: byCause(noticed),
        recoverySeconds: recovery(noticed),
        sessionsLost: count('session lost', fault.begunAt, to),
        acknowledgedWritesLost: count('write lost', fault.begunAt, to),
      };
    }),
  };
}

const within =
  (from: number, to: number) =>
  ({ at }: LoggedRequest): boolean =>
    at >= from && at < to;

const hasFailed = ({ cause }: LoggedRequest): boolean => cause !== undefined;

export function spanOf(requests: readonly LoggedRequest[]): Span {
  const times = requests
    .filter((request) => !hasFailed(request))
    .map(({ milliseconds }) => milliseconds)
    .toSorted((a, b) => a - b);
  return {
    requests: requests.length,
    failed: requests.length - times.length,
    p50: percentile(times, 50),
    p99: percentile(times, 99),
  };
}

/** The most frequent first. */
function byCause(requests: readonly LoggedRequest[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { cause } of requests) {
    if (cause !== undefined) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a));
}

function recovery(requests: readonly LoggedRequest[]): number | null {
  const first = requests.find(hasFailed);
  if (!first) return 0;
  const last = requests.findLastIndex(hasFailed);
  const answered = requests[last + 1];
  // From when it was sent: it may have taken long to fail.
  return answered ? round(answered.at - (first.at - first.milliseconds / 1000)) : null;
}

/** To milliseconds. */
function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
