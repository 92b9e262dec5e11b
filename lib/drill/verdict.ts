import type { DrillRecord } from './drill';
import type { InflictedFault } from './fault';
import type { Figures } from './figures';
import type { Finding } from './findings';
import type { CarrierPromises } from './promises';
import { counted } from './report/words';

export interface Verdict {
  /** `interrupted`: ended before its end, with nothing wrong up to then. */
  readonly result: 'passed' | 'failed' | 'interrupted';
  /** Why it failed, each a whole sentence. */
  readonly reasons: readonly string[];
  /** What was lost as promised, each a whole sentence. */
  readonly withinPromises: readonly string[];
}

/** Seconds by which a replica may lag behind its primary when that is lost. */
const LAG = 1;

/** What a drill proves, held against what the carrier promises. */
export function judge(record: DrillRecord, figures: Figures, carrier: CarrierPromises): Verdict {
  const lost = record.findings.filter(({ kind }) => kind === 'session lost');
  const writes = record.findings.filter(({ kind }) => kind === 'write lost');
  const isPromised = (finding: Finding) =>
    record.faults.some((fault) => allows(fault, finding, carrier));
  const [sessionsLost, sessionsWithin] = halves(lost, isPromised);
  const [writesLost, writesWithin] = halves(writes, isPromised);
  const stillFailing = figures.faults.findLast(({ recoverySeconds }) => recoverySeconds === null);

  const reasons = [
    sessionsLost > 0 && `${counted(sessionsLost, 'session')} lost.`,
    writesLost > 0 && `${counted(writesLost, 'write')} lost that had been acknowledged.`,
    figures.appliedTwice > 0 &&
      `${counted(figures.appliedTwice, 'change')} made that nobody had asked for, or made twice.`,
    figures.othersDataSeen > 0 &&
      `${counted(figures.othersDataSeen, 'answer')} with what is another visitor's.`,
    figures.endedSessionsThatAnswered > 0 &&
      `${counted(figures.endedSessionsThatAnswered, 'session')} that had been ended, and still answered.`,
    ...figures.faults.flatMap((fault) => [
      fault.outcome === 'refused' && `Not done: ${fault.what}. ${fault.reason}`,
      fault.outcome === 'not begun' &&
        !record.wasInterrupted &&
        `Not done, as the time was over: ${fault.what}.`,
      fault.outcome === 'not healed in time' && `Not whole again in time after: ${fault.what}.`,
      fault.mustNotFail &&
        fault.during.failed + fault.after.failed > 0 &&
        `${counted(fault.during.failed + fault.after.failed, 'request')} failed although not one may: ${fault.what}.`,
    ]),
    stillFailing !== undefined && `Requests still failed at the end of: ${stillFailing.what}.`,
    figures.requests === figures.failed && 'Not one request was answered.',
  ].filter((reason) => reason !== false);

  const withinPromises = [
    sessionsWithin > 0 && `${counted(sessionsWithin, 'session')} lost with a node of their store.`,
    writesWithin > 0 &&
      `${counted(writesWithin, 'acknowledged write')} lost with a node of the store of sessions.`,
  ].filter((sentence) => sentence !== false);
  const ended = record.wasInterrupted ? 'interrupted' : 'passed';
  return { result: reasons.length > 0 ? 'failed' : ended, reasons, withinPromises };
}

/** Whether the fault may cost this, by what the carrier promises. */
function allows(
  fault: InflictedFault,
  finding: Finding,
  { lostWithNode }: CarrierPromises,
): boolean {
  if (!fault.takesSessionNode || !finding.inSession || finding.at < fault.begunAt) return false;
  if (lostWithNode === 'sessions') return true;
  if (lostWithNode === 'nothing') return false;
  return finding.acknowledgedAt.every(
    (at) => at >= fault.begunAt - LAG && at <= fault.endedAt + LAG,
  );
}

/** How many are beyond the promises, and how many within. */
function halves(
  findings: readonly Finding[],
  isPromised: (finding: Finding) => boolean,
): [beyond: number, within: number] {
  let beyond = 0;
  let within = 0;
  for (const finding of findings) {
    if (isPromised(finding)) within += finding.count;
    else beyond += finding.count;
  }
  return [beyond, within];
}
