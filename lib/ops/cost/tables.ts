import type { CostRules, FreeTypes } from './bill';
import { entranceRules } from './entrance-rules';
import { freeTypes } from './free-types';
import { networkRules } from './network-rules';
import { operationsRules } from './operations-rules';
import { serverRules } from './server-rules';
import type { StoreCosts } from './store-costs';
import { storeCosts } from './stores';

/** Every type of resource that the stacks have: what it is billed for, or why it is free. */
export const costTables = tablesWith(storeCosts);

export function tablesWith(stores: readonly StoreCosts[]): { rules: CostRules; free: FreeTypes } {
  return {
    rules: Object.assign(
      {},
      networkRules,
      serverRules,
      entranceRules,
      operationsRules,
      ...stores.map(({ rules }) => rules),
    ) as CostRules,
    free: Object.assign({}, freeTypes, ...stores.map(({ free }) => free)) as FreeTypes,
  };
}
