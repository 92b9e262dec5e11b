import type { FaultFigures, Span } from '../figures';
import type { Report } from './report';

/** What the figures of a report are called, most important first. */
export function headFigures({
  figures,
}: Report): { name: string; value: number; isBad: boolean }[] {
  const bad = (name: string, value: number) => ({ name, value, isBad: value > 0 });
  return [
    bad('sessions lost', figures.sessionsLost),
    bad('acknowledged writes lost', figures.acknowledgedWritesLost),
    bad('changes applied twice', figures.appliedTwice),
    bad("answers with another's data", figures.othersDataSeen),
    { name: 'requests', value: figures.requests, isBad: false },
    // A fault may cost requests: whether too many is for the verdict to say.
    { name: 'of them failed', value: figures.failed, isBad: false },
  ];
}

/** `1 session`, `2 sessions`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function headline({ verdict, figures }: Report): string {
  if (verdict.result === 'failed') return 'Failed';
  if (verdict.result === 'interrupted') return 'Interrupted';
  if (verdict.withinPromises.length > 0) return 'Passed: nothing was lost beyond what is promised';
  return figures.faults.length === 0 ? 'Passed' : 'Passed: nothing was lost';
}

/** `12.3 s`, `2 min 5 s` or `2 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  const rest = whole % 60;
  return `${Math.floor(whole / 60)} min${rest > 0 ? ` ${rest} s` : ''}`;
}

export function milliseconds(value: number | null): string {
  if (value === null) return '–';
  return `${value < 10 ? value : Math.round(value)} ms`;
}

/** `p50 3 ms, p99 20 ms`; of a time without answers: `no answer`. */
export function latency({ p50, p99 }: Span): string {
  return p50 === null ? 'no answer' : `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`;
}

export function recovery({ recoverySeconds }: FaultFigures): string {
  if (recoverySeconds === null) return 'visitors still noticed it at the end';
  if (recoverySeconds === 0) return 'no visitor noticed';
  return `visitors noticed it for ${duration(recoverySeconds)}`;
}

/** `8 answered 503, 4 connection died`, or `none`. */
export function failures(byCause: Readonly<Record<string, number>>): string {
  const causes = Object.entries(byCause);
  if (causes.length === 0) return 'none';
  return causes.map(([cause, count]) => `${count} ${cause}`).join(', ');
}
