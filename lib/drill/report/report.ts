import type { DrillRecord, Load } from '../drill';
import { type Figures, figuresOf } from '../figures';
import type { Finding } from '../findings';
import type { CarrierPromises } from '../promises';
import { judge, type Verdict } from '../verdict';
import { type Moment, timelineOf } from './timeline';

/** Who drilled what. */
export interface About {
  /** What was drilled, in a few words: `my-app-dev`. */
  readonly subject: string;
  /** What else an auditor asks, by what it is called: who, account, release. */
  readonly facts: Readonly<Record<string, string>>;
}

/** Everything that a drill has to tell: what is printed, and what is kept as a file, is made of it. */
export interface Report {
  /** Of this object: a program that knows another one should stop. */
  readonly format: 1;
  readonly about: About;
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly began: string;
  readonly seconds: number;
  readonly load: Load;
  readonly carrier: CarrierPromises;
  readonly verdict: Verdict;
  readonly figures: Figures;
  /** The first of what the visitors noticed. */
  readonly findings: readonly Finding[];
  readonly timeline: readonly Moment[];
}

/** So many of the findings: they repeat themselves. */
const FINDINGS = 100;

export function makeReport(
  record: DrillRecord,
  { about, carrier, load }: Pick<Report, 'about' | 'carrier' | 'load'>,
): Report {
  const figures = figuresOf(record);
  return {
    format: 1,
    about,
    run: record.run,
    began: new Date(record.began).toISOString(),
    seconds: Math.round(record.seconds * 10) / 10,
    load,
    carrier,
    verdict: judge(record, figures, carrier),
    figures,
    findings: record.findings.slice(0, FINDINGS),
    timeline: timelineOf(record.requests, record.seconds),
  };
}
