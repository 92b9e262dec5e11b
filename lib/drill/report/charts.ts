import { bar, chart, line, type Band, type ChartFrame, type Tick } from './chart';
import type { Report } from './report';
import type { Moment } from './timeline';
import { duration } from './words';

/** How many requests, and how long they took, second by second. */
export function charts(report: Report): string {
  return report.timeline.length === 0 ? '' : requestsChart(report) + latencyChart(report);
}

function requestsChart(report: Report): string {
  const { timeline, figures } = report;
  const rate = ({ answered, failed, lasts }: Moment) => (answered + failed) / lasts;
  const top = niceTop(Math.max(1, ...timeline.map(rate)));
  const end = endOf(timeline);
  const drawing = timeline
    .map((moment) => {
      const from = moment.at / end;
      const to = (moment.at + moment.lasts * 0.85) / end;
      const good = moment.answered / moment.lasts / top;
      const all = rate(moment) / top;
      return bar('answered', from, to, 0, good) + bar('failed', from, to, good, all);
    })
    .join('');
  return chart(
    {
      ...frameOf(report),
      title: 'Requests a second',
      legend: { answered: 'answered', failed: 'failed' },
      inWords: `${figures.requests} requests in all, of which ${figures.failed} failed.`,
      up: [0.5, 1].map((at) => ({ at, name: String(top * at) })),
    },
    drawing,
  );
}

/** Milliseconds, by powers of ten: what is ten times as slow shows beside what is as usual. */
function latencyChart(report: Report): string {
  const { timeline } = report;
  const slowest = Math.max(10, ...timeline.map(({ p99 }) => p99 ?? 0));
  const powers = Math.ceil(Math.log10(slowest));
  const end = endOf(timeline);
  const height = (value: number) => Math.max(0, Math.log10(Math.max(1, value)) / powers);
  const points = (of: 'p50' | 'p99') =>
    timeline.map((moment) => {
      const value = moment[of];
      return value === null ? null : ([middle(moment) / end, height(value)] as const);
    });
  return chart(
    {
      ...frameOf(report),
      title: 'Time to answer, ms',
      legend: { p50: 'half within (p50)', p99: '99 of 100 within (p99)' },
      inWords: `Half of the answers within ${report.figures.p50} ms, 99 of 100 within ${report.figures.p99} ms.`,
      up: Array.from({ length: powers }, (_, index) => ({
        at: (index + 1) / powers,
        name: String(10 ** (index + 1)),
      })),
    },
    line('p99', points('p99')) + line('p50', points('p50')),
  );
}

function frameOf({ timeline, figures }: Report): Pick<ChartFrame, 'bands' | 'across'> {
  const end = endOf(timeline);
  const bands = figures.faults.map(({ begunAt, endedAt }, index): Band => ({
    from: begunAt / end,
    to: Math.min(1, endedAt / end),
    name: String(index + 1),
  }));
  return { bands, across: times(end) };
}

/** Up to six, at round times. */
function times(end: number): Tick[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600];
  const step = steps.find((seconds) => end / seconds <= 6) ?? 3600;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => ({
    at: (index * step) / end,
    name: duration(index * step),
  }));
}

function endOf(timeline: readonly Moment[]): number {
  const last = timeline.at(-1);
  return last ? last.at + last.lasts : 1;
}

const middle = ({ at, lasts }: Moment): number => at + lasts / 2;

/** The next of 1, 2, 4, 10, 20, 40, 100… */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 10].find((factor) => factor * power >= value) ?? 10) * power;
}
