import type { FaultFigures } from '../figures';
import type { Report } from './report';
import { duration, failures, headFigures, headline, latency, recovery } from './words';

/** The report for a terminal. */
export function reportText(report: Report): string {
  const { about, began, seconds, verdict, figures } = report;
  const lines = [
    `Drill of ${about.subject}, ${began.replace(/\.\d+Z$/, 'Z')}, ${duration(seconds)} of load`,
    ...Object.entries(about.facts).map(([name, value]) => `  ${name}: ${value}`),
    '',
    ...headFigures(report).map(({ name, value }) => figureLine(name, value)),
    ...(figures.heldBack > 0
      ? [figureLine("held back by the app's own limits", figures.heldBack)]
      : []),
    '',
    ...figures.faults.flatMap(faultLines),
    headline(report),
    ...verdict.reasons.map((reason) => `  ✖ ${reason}`),
    ...verdict.withinPromises.map((sentence) => `  ! ${sentence}`),
    ...(verdict.withinPromises.length > 0 ? [`    ${report.carrier.onStoreLoss}`] : []),
  ];
  return lines.join('\n');
}

function figureLine(name: string, value: number): string {
  return `  ${`${name}:`.padEnd(36)}${String(value).padStart(7)}`;
}

function faultLines(fault: FaultFigures): string[] {
  const { what, begunAt, endedAt, outcome, before, during, after } = fault;
  const healed = outcome === 'healed' ? `healed after ${duration(endedAt - begunAt)}` : outcome;
  return [
    `At ${duration(begunAt)}: ${what}; ${healed}`,
    `  ${recovery(fault)}; failed: ${failures(fault.failedByCause)}`,
    `  before ${latency(before)}; during ${latency(during)}; after ${latency(after)}`,
    '',
  ];
}
