import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { drill, type DrillPlan } from '../../drill/drill';
import { reportHtml } from '../../drill/report/html';
import { makeReport, type Report } from '../../drill/report/report';
import { reportText } from '../../drill/report/text';
import { sessionCarrier } from '../../drill/session-carrier';
import { leftBehind } from '../../drill/visitors';
import { identify, openAccount, type Account } from '../account';
import { readStacks, webOutputs } from '../deployed-stacks';
import { type Asker, requireConsent } from './consent';
import type { FaultPlace, FaultSource } from './fault-source';
import { findFaults } from './find-faults';
import type { DrillOptions } from './options';
import { runningReleases } from './release';
import { type Look, requireWhole, untilWhole } from './whole';
import { willDo } from './will-do';

/** What the drill has to do with the world besides AWS. */
export interface DrillSurroundings {
  /** What can be hit. */
  readonly sources: readonly FaultSource[];
  readonly look: Look;
  readonly asker: Asker;
  /** For people, while it runs. */
  say(text: string): void;
  /** How far it is: the last one is enough. */
  tick(text: string): void;
  /** What is asked for, at the end. */
  print(text: string): void;
  /** Ctrl-C. */
  readonly interrupted: AbortSignal;
  readonly pollSeconds: number;
  /** Of load, before the first fault and after each. */
  readonly calmSeconds: number;
}

/** Seconds that a fault takes to heal at most: Auto Scaling may need ten minutes for a server. */
const HEALING = 900;

/** The app allows one address 300 changes a minute. */
const CHANGES_PER_MINUTE = 200;

/**
 * Drills one environment, if somebody wants that.
 *
 * @returns the exit code: 0 nothing was lost beyond what is promised, 1 something was, 130 Ctrl-C
 * @throws Failure nothing was done, and why
 */
export async function awsDrill(options: DrillOptions, world: DrillSurroundings): Promise<number> {
  const caller = await identify();
  const account = await openAccount(options.environment, caller);
  const outputs = webOutputs(account, await readStacks(account));
  world.say(`Looking whether all is well with ${account.name}.`);
  await requireWhole(account, world.look);
  const place: FaultPlace = { account, outputs, pollSeconds: world.pollSeconds };
  const { faults, cant } = await findFaults(place, world.sources, options.kinds);

  const load = {
    clients: options.clients,
    rate: withinFirewall(options.rate, account),
    changesPerMinute: CHANGES_PER_MINUTE,
    patienceSeconds: 10,
  };
  const plan: DrillPlan = {
    url: outputs.Url,
    carrier: sessionCarrier,
    load,
    calmSeconds: world.calmSeconds,
    seconds: options.seconds ?? world.calmSeconds + faults.length * HEALING,
    faults: faults.map((fault, index) => ({
      ...fault,
      // The first comes after a look already.
      ...(index > 0 && {
        whenReady: (progress, signal) =>
          untilWhole(account, world.look, progress, { pollSeconds: world.pollSeconds, signal }),
      }),
    })),
  };
  world.say(willDo({ account, caller, plan, faults, cant }));
  if (!options.yes) await requireConsent(account.name, world.asker);

  const release = await runningReleases(account, outputs);
  if (world.interrupted.aborted) return 130;
  const record = await drill(plan, world.interrupted, {
    say: (text) => world.say(text),
    tick: ({ seconds, requests, findings }) =>
      world.tick(
        `${Math.round(seconds)} s: ${requests.requests.length} requests, ${requests.failed} failed, ${findings.count('session lost')} sessions lost, ${findings.count('write lost')} acknowledged writes lost`,
      ),
  });
  const report = makeReport(record, {
    carrier: sessionCarrier,
    load,
    about: {
      subject: account.name,
      facts: {
        'Run by': caller.arn,
        Account: account.id,
        Region: account.region,
        Environment: options.environment,
        Address: outputs.Url,
        Release: release,
        ...(cant.length > 0 && { 'Not drilled': cant.join(' ') }),
        Before: 'all was well',
        Afterwards: await afterwards(account, world.look),
        'Left behind': leftBehind(load.clients) ?? 'nothing',
      },
    },
  });
  for (const file of options.reports) writeFileSync(file, written(report, file));
  world.print(options.json ? JSON.stringify(report, null, 2) : reportText(report));
  if (record.wasInterrupted) return 130;
  return report.verdict.result === 'passed' ? 0 : 1;
}

/** Requests a second that the firewall lets one address make, with some to spare. */
function withinFirewall(rate: number, { config }: Account): number {
  const perMinute = config.firewall?.requestsPerMinute;
  return perMinute === undefined ? rate : Math.max(1, Math.min(rate, (0.8 * perMinute) / 60));
}

/** A fact of the report, whatever AWS says: the drill is over. */
async function afterwards(account: Account, look: Look): Promise<string> {
  try {
    const found = await look(account);
    return found.length === 0 ? 'all is well' : `not all is well yet: ${found.join('; ')}`;
  } catch (error) {
    return `unknown: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function written(report: Report, file: string): string {
  const kind = extname(file);
  if (kind === '.json') return `${JSON.stringify(report, null, 2)}\n`;
  return kind === '.txt' ? `${reportText(report)}\n` : reportHtml(report);
}
