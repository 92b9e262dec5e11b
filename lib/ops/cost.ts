import { PricingClient } from '@aws-sdk/client-pricing';
import { environments } from '../infra/config';
import { project } from '../infra/project';
import { identify } from './account';
import { coloursFor } from './colours';
import { environmentsNamed, runCommand } from './command';
import { billOf } from './cost/bill';
import type { Bill } from './cost/bill';
import { rememberPrices } from './cost/price-list';
import { priced, unpriced } from './cost/priced-bill';
import type { Assumptions, PricedBill } from './cost/priced-bill';
import { costTables } from './cost/tables';
import { synthesize } from './cost/synthesize';
import { table } from './cost/table';
import { Failure, usage } from './failure';

const help = `npm run cost [-- --env dev|prod|all] [--assume NAME=COUNT] [--no-prices] [--json]

Says what the configuration, as it stands now, is billed for, and what that costs a month by the
list prices of AWS, asked for with your credentials. It looks at the templates, not at the account.

  --env        which environments, side by side (default: all)
  --assume     counts what the traffic decides: --assume nat-gb=100 --assume lcu-hours=730
  --no-prices  the bill alone: asks AWS nothing
  --json       one object for programs

Exit code: 0 done, 1 a price could not be had, 2 wrong usage.`;

void runCommand({
  help,
  options: {
    env: { type: 'string' },
    assume: { type: 'string', multiple: true, default: [] },
    'no-prices': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
  async run({ env, assume, 'no-prices': noPrices, json }) {
    const bills = environmentsNamed(env).map((name) =>
      billOf(project, environments[name], synthesize(project, environments[name]), costTables),
    );
    const assumptions = readAssumptions(assume, bills);
    const withoutPrices = noPrices ? '--no-prices was given.' : await whyNoPrices();
    const result =
      withoutPrices === undefined
        ? await pricedBills(bills, assumptions)
        : bills.map((bill) => unpriced(bill, assumptions));
    if (json) {
      process.stdout.write(
        `${JSON.stringify({ currency: 'USD', withoutPrices, environments: result }, null, 2)}\n`,
      );
    } else {
      const width = Math.min(process.stdout.columns || 80, 120);
      const options = { colours: coloursFor(process.stdout), width };
      const whole = withoutPrices === undefined ? options : { ...options, withoutPrices };
      process.stdout.write(`${table(result, whole)}\n`);
    }
    return result.some(({ lines }) => lines.some(({ problem }) => problem !== undefined)) ? 1 : 0;
  },
});

async function pricedBills(
  bills: readonly Bill[],
  assumptions: Assumptions,
): Promise<PricedBill[]> {
  const findPrice = rememberPrices(new PricingClient({ region: 'us-east-1' }));
  const result: PricedBill[] = [];
  for (const bill of bills) result.push(await priced(bill, assumptions, findPrice));
  return result;
}

/** Without credentials the bill is still worth having: then why it has no prices. */
async function whyNoPrices(): Promise<string | undefined> {
  try {
    await identify();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return `${error.message} ${error.cure}`;
    throw error;
  }
}

/** @throws Failure (usage) for what is no number, or what no line of the bills is called */
function readAssumptions(given: readonly string[], bills: readonly Bill[]): Assumptions {
  const known = new Set(bills.flatMap(({ lines }) => lines.flatMap(({ assume }) => assume ?? [])));
  return new Map(
    given.map((text) => {
      const [, name = '', count = ''] = /^([a-z-]+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
      if (!known.has(name)) {
        throw usage(
          `--assume ${text}: not a NAME=COUNT of this bill.`,
          `Names are ${[...known].toSorted().join(', ')}.`,
        );
      }
      return [name, Number(count)];
    }),
  );
}
