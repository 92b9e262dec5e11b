import { environments } from '../../../lib/infra/config';
import { billOf } from '../../../lib/ops/cost/bill';
import type { Bill, BilledResource } from '../../../lib/ops/cost/bill';
import type { StoreCosts } from '../../../lib/ops/cost/store-costs';
import { synthesize } from '../../../lib/ops/cost/synthesize';
import { tablesWith } from '../../../lib/ops/cost/tables';
import type { Setup, Setups } from '../../infra/setups';

/** A project of the tests' own, wherever the real one is. */
export const project = { name: 'app', region: 'us-east-1', domain: undefined };

export function resourcesOf({ environment, project: changes, config }: Setup): BilledResource[] {
  return synthesize({ ...project, ...changes }, { ...environments[environment], ...config });
}

/** The bill of one of the setups, whose stores are of one kind. */
export function setupBill(setups: Setups, name: string, stores: StoreCosts): Bill {
  const setup = setups[name];
  if (setup === undefined) throw new Error(`There is no setup ${name}.`);
  return billOf(project, environments[setup.environment], resourcesOf(setup), tablesWith([stores]));
}

/** How many of a line there are the whole month. */
export function count({ lines }: Bill, what: RegExp): number | undefined {
  return lines.find((line) => what.test(line.what))?.count;
}
