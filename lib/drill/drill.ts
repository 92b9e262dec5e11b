import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { Browser } from './browser';
import { type Clock, startClock } from './clock';
import type { Fault, InflictedFault } from './fault';
import { type Finding, Findings } from './findings';
import { Pace } from './pace';
import type { CarrierPromises } from './promises';
import { type LoggedRequest, RequestLog } from './request-log';
import type { Visit } from './visit';
import { isPage, pause } from './visitor';
import { visitors } from './visitors';

/** How a drill goes. */
export interface DrillPlan {
  /** Where visitors go: `https://www.example.com`. */
  readonly url: string;
  readonly carrier: CarrierPromises;
  readonly faults: readonly Fault[];
  readonly load: Load;
  /** Seconds of load before the first fault and after each: what its figures are compared with. */
  readonly calmSeconds: number;
  /** Seconds that the load lasts at most, whatever has healed by then. */
  readonly seconds: number;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly ca?: string;
}

export interface Load {
  readonly clients: number;
  /** Requests a second, of all clients together. */
  readonly rate: number;
  /** Of those, changes a minute. An app that limits what one address may change must allow more. */
  readonly changesPerMinute: number;
  /** Seconds that an answer may take. */
  readonly patienceSeconds: number;
}

/** What happened, second by second. */
export interface DrillRecord {
  /** A word that no other drill has. */
  readonly run: string;
  /** Milliseconds since 1970. */
  readonly began: number;
  /** Seconds that the load lasted. */
  readonly seconds: number;
  readonly requests: readonly LoggedRequest[];
  readonly heldBack: number;
  readonly findings: readonly Finding[];
  readonly faults: readonly InflictedFault[];
  readonly wasInterrupted: boolean;
}

export interface DrillWatcher {
  /** Once a second. */
  tick?(state: { seconds: number; requests: RequestLog; findings: Findings }): void;
  /** Something that people may want to read. */
  say?(text: string): void;
}

/** Seconds that visitors may take to leave: they take away what they brought. */
const FAREWELL = 8;

/**
 * Lets visitors come, inflicts the faults one after the other, and tells what the visitors saw. What it
 * throws, it throws before the first visitor comes.
 *
 * @param signal ends it early; its record is whole up to then
 * @throws Error nobody answers at the address, or something other than this app
 */
export async function drill(
  plan: DrillPlan,
  signal: AbortSignal,
  watcher: DrillWatcher = {},
): Promise<DrillRecord> {
  const { load } = plan;
  const clock = startClock();
  const log = new RequestLog();
  const findings = new Findings();
  const leave = new AbortController();
  // Every visitor listens.
  setMaxListeners(0, leave.signal);
  const run = `drill-${randomBytes(6).toString('hex')}`;
  const changes = new Pace(load.changesPerMinute);
  const signIns = new Pace(8, 6);
  const visit: Visit = {
    url: plan.url,
    patience: load.patienceSeconds * 1000,
    ...(plan.ca !== undefined && { ca: plan.ca }),
    clock,
    log,
    carrier: plan.carrier,
    findings,
    requests: new Pace(load.rate * 60),
    changes,
    signIns,
    heldBack(seconds) {
      changes.pause(seconds);
      signIns.pause(seconds);
    },
    run,
    leaving: leave.signal,
  };
  await checkAddress(visit);

  const ticking = setInterval(
    () => watcher.tick?.({ seconds: clock.now(), requests: log, findings }),
    1000,
  );
  const staying = Promise.all(visitors(load.clients, visit).map((visitor) => visitor.stay()));
  try {
    const faults = await inflictAll(plan, clock, signal, watcher);
    const seconds = clock.now();
    const requests = [...log.requests];
    leave.abort();
    watcher.say?.('The visitors leave.');
    await pause(FAREWELL * 1000, whenSettled(staying));
    const { heldBack } = log;
    const wasInterrupted = signal.aborted;
    const all = findings.all;
    const { began } = clock;
    return { run, began, seconds, requests, heldBack, findings: all, faults, wasInterrupted };
  } finally {
    clearInterval(ticking);
    leave.abort();
  }
}

function whenSettled(promise: Promise<unknown>): AbortSignal {
  const settled = new AbortController();
  promise.finally(() => settled.abort()).catch(() => {});
  return settled.signal;
}

async function inflictAll(
  { faults, calmSeconds, seconds }: DrillPlan,
  clock: Clock,
  signal: AbortSignal,
  watcher: DrillWatcher,
): Promise<InflictedFault[]> {
  const timeIsUp = AbortSignal.timeout(seconds * 1000);
  const say = (text: string) => watcher.say?.(text);
  const over = AbortSignal.any([signal, timeIsUp]);
  const done: InflictedFault[] = [];
  await pause(calmSeconds * 1000, over);
  for (const fault of faults) {
    const result = await inflict(fault, clock, over, say);
    const isInterrupted = result.outcome === 'not healed in time' && signal.aborted;
    const { kind, what, takesSessionNode, mustNotFail } = fault;
    done.push({
      ...{ kind, what, takesSessionNode, mustNotFail, endedAt: clock.now(), ...result },
      ...(isInterrupted && { outcome: 'interrupted' }),
    });
    say(`${fault.what}: ${result.reason ?? result.outcome}`);
    await pause(calmSeconds * 1000, over);
  }
  return done;
}

async function inflict(
  fault: Fault,
  clock: Clock,
  over: AbortSignal,
  say: (text: string) => void,
): Promise<Pick<InflictedFault, 'begunAt' | 'outcome' | 'reason'>> {
  let begunAt: number | undefined;
  try {
    over.throwIfAborted();
    await fault.whenReady?.(say, over);
    over.throwIfAborted();
    begunAt = clock.now();
    say(`${fault.what} …`);
    await fault.inflict(say, over);
    return { begunAt, outcome: 'healed' };
  } catch (error) {
    if (over.aborted && begunAt === undefined)
      return { begunAt: clock.now(), outcome: 'not begun' };
    begunAt ??= clock.now();
    if (over.aborted) return { begunAt, outcome: 'not healed in time' };
    const reason = error instanceof Error ? error.message : String(error);
    return { begunAt, outcome: 'refused', reason };
  }
}

/** Before anything is done: a drill of the wrong site would call every answer a failure. */
async function checkAddress(visit: Visit): Promise<void> {
  const log = new RequestLog();
  const browser = new Browser({ ...visit, log });
  const reply = await browser.get('/');
  browser.close();
  if (isPage(reply)) return;
  const cause = log.requests[0]?.cause ?? 'answered something else';
  throw new Error(`${visit.url} is not this app, or it is not well: ${cause}.`);
}
