import { coloursFor } from '../../../lib/ops/colours';
import type { Bill, BillLine } from '../../../lib/ops/cost/bill';
import { NoPrice } from '../../../lib/ops/cost/price-list';
import type { Price } from '../../../lib/ops/cost/price-list';
import { priced, unpriced } from '../../../lib/ops/cost/priced-bill';
import { table } from '../../../lib/ops/cost/table';

const line = (what: string, more: Partial<BillLine>): BillLine => ({
  what,
  unit: 'GB',
  price: { service: 'S', usageType: what },
  ...more,
});

const bill: Bill = {
  environment: 'dev',
  region: 'us-east-1',
  lines: [
    line('Server', { count: 2, unit: 'server' }),
    line('Disk', { count: 16 }),
    line('Traffic', { assume: 'traffic-gb' }),
  ],
};

const prices: Record<string, Price> = {
  Server: { unit: 'Hrs', tiers: [{ from: 0, each: 0.1 }] },
  Disk: { unit: 'GB-Mo', tiers: [{ from: 0, each: 0.5 }] },
  // Free at first.
  Traffic: {
    unit: 'GB',
    tiers: [
      { from: 0, each: 0 },
      { from: 100, each: 0.25 },
    ],
  },
};

async function find({ usageType }: { usageType: string }): Promise<Price> {
  const price = prices[usageType];
  if (price === undefined) throw new NoPrice(`no product for ${usageType}`);
  return price;
}

const nothing = new Map<string, number>();

test('what is there all month is billed for its hours, or for the month, as the unit says', async () => {
  const { lines, monthly } = await priced(bill, nothing, find);
  expect(lines.map((one) => one.monthly)).toEqual([expect.closeTo(2 * 730 * 0.1), 8, undefined]);
  expect(monthly).toBeCloseTo(146 + 8);
});

test('what the traffic decides is summed when it is assumed, by its tiers', async () => {
  const { lines, monthly } = await priced(bill, new Map([['traffic-gb', 140]]), find);
  expect(lines[2]).toMatchObject({ count: 140, monthly: 10 });
  expect(monthly).toBeCloseTo(146 + 8 + 10);
});

test('where a price is missing there is no sum', async () => {
  const broken = { ...bill, lines: [...bill.lines, line('Unknown', { count: 1 })] };
  const result = await priced(broken, nothing, find);
  expect(result).not.toHaveProperty('monthly');
  expect(result.lines[3]).toMatchObject({ problem: 'no product for Unknown' });
});

test('of what is not counted a missing price leaves the sum whole', async () => {
  const broken = { ...bill, lines: [...bill.lines, line('Unknown', { assume: 'unknown-gb' })] };
  expect((await priced(broken, nothing, find)).monthly).toBeCloseTo(154);
});

test('any other failure is not a missing price', async () => {
  const away = () => Promise.reject(new Error('no network'));
  await expect(priced(bill, nothing, away)).rejects.toThrow('no network');
});

describe('the table', () => {
  const options = { colours: coloursFor({}, {}), width: 80 };
  const other: Bill = {
    environment: 'prod',
    region: 'us-east-1',
    lines: [line('Server', { count: 3, unit: 'server' }), line('Second disk', { count: 1 })],
  };

  test('has the environments side by side, each thing once', async () => {
    prices['Second disk'] = { unit: 'GB-Mo', tiers: [{ from: 0, each: 1 }] };
    const text = table(
      [await priced(bill, nothing, find), await priced(other, nothing, find)],
      options,
    );
    expect(text).toMatch(/^Server +2 +146\.00 +3 +219\.00$/m);
    expect(text).toMatch(/^Disk \(GB\) +16 +8\.00 +-$/m);
    expect(text).toMatch(/^Second disk \(GB\) +- +1 +1\.00$/m);
    expect(text).toMatch(/^US dollars a month +154\.00 +220\.00$/m);
    expect(text).toContain('Traffic (GB)  0.25 dollars a GB  --assume traffic-gb=N');
  });

  test('says which price is missing, and that the sum is not whole', async () => {
    const broken = { ...bill, lines: [...bill.lines, line('Unknown', { count: 1 })] };
    const text = table([await priced(broken, nothing, find)], options);
    expect(text).toMatch(/^Unknown \(GB\) +1 +\?$/m);
    expect(text).toMatch(/^US dollars a month +incomplete$/m);
    expect(text).toContain('✖ No price: no product for Unknown');
  });

  test('without prices has the counts, and the reason', () => {
    const text = table([unpriced(bill, nothing)], { ...options, withoutPrices: 'No credentials.' });
    expect(text).toMatch(/^Server +2$/m);
    expect(text).not.toContain('US dollars');
    expect(text).toContain('Without prices: No credentials.');
  });
});
