import type { DrillPlan } from '../../drill/drill';
import { leftBehind } from '../../drill/visitors';
import type { Account, Caller } from '../account';
import { duration } from '../ago';
import type { AwsFault } from './fault-source';

export interface Intention {
  readonly account: Account;
  readonly caller: Caller;
  readonly plan: DrillPlan;
  readonly faults: readonly AwsFault[];
  readonly cant: readonly string[];
}

/** What the drill will do, and to what, for whoever is asked. */
export function willDo({ account, caller, plan, faults, cant }: Intention): string {
  const { load } = plan;
  const left = leftBehind(load.clients);
  return [
    `In account ${account.id}, ${account.region}, as ${caller.arn}, this drill will`,
    `  - send up to ${load.rate} requests a second to ${plan.url}, from here, as ${load.clients} visitors, for at most ${duration(plan.seconds)}`,
    ...(left ? [`  - make ${left}`] : []),
    ...faults.flatMap(({ what, consequence }) => [`  - ${what}`, `      ${consequence}`]),
    ...cant.map((sentence) => `Not ${sentence}`),
    'Alarms may ring. Ctrl-C ends the load and writes the report; AWS goes on to heal by itself.',
  ].join('\n');
}
