import { PricingClient } from '@aws-sdk/client-pricing';
import {
  NoPrice,
  amount,
  findPrice,
  isHourly,
  rememberPrices,
} from '../../../lib/ops/cost/price-list';
import { recordedAws } from '../account-for-test';
import { priceList, product } from './price-list-for-test';
import type { ProductForTest } from './price-list-for-test';

const recorded = recordedAws();

const query = {
  service: 'AmazonEC2',
  region: 'eu-central-1',
  usageType: 'BoxUsage:t4g.small',
  where: { operatingSystem: 'Linux' },
};

const box = (usagetype: string, more: Partial<ProductForTest> = {}): ProductForTest => ({
  sku: usagetype,
  attributes: { regionCode: 'eu-central-1', operatingSystem: 'Linux', usagetype },
  ...more,
});

async function price(...products: ProductForTest[]) {
  recorded.aws.answer(priceList(products));
  return findPrice(new PricingClient({ region: 'us-east-1' }), query);
}

test('is of the one product that fits, whatever prefix the region has', async () => {
  for (const prefix of ['', 'EUC1-', 'EU-', 'eu-central-1-']) {
    await expect(price(box(`${prefix}BoxUsage:t4g.small`))).resolves.toEqual({
      unit: 'Hrs',
      tiers: [{ from: 0, each: 0.01 }],
    });
  }
});

test('asks for the exact attributes, and for the usage type by its end', async () => {
  await price(box('BoxUsage:t4g.small'));
  expect(recorded.aws.requests.at(-1)).toEqual({
    action: 'pricing:GetProducts',
    input: {
      ServiceCode: 'AmazonEC2',
      FormatVersion: 'aws_v1',
      Filters: [
        { Type: 'TERM_MATCH', Field: 'regionCode', Value: 'eu-central-1' },
        { Type: 'TERM_MATCH', Field: 'operatingSystem', Value: 'Linux' },
        { Type: 'CONTAINS', Field: 'usagetype', Value: 'BoxUsage:t4g.small' },
      ],
    },
  });
});

test('is not that of a product whose usage type only contains the one asked for', async () => {
  await expect(
    price(box('EUC1-SpotBoxUsage:t4g.small'), box('EUC1-BoxUsage:t4g.small2')),
  ).rejects.toThrow(NoPrice);
});

test('looks at the usage type itself, whatever the filter lets through', async () => {
  recorded.aws.answer({
    'pricing:GetProducts': { PriceList: [product(box('EUC1-BoxUsage:t3a.small'))] },
  });
  await expect(findPrice(new PricingClient({ region: 'us-east-1' }), query)).rejects.toThrow(
    'no product',
  );
});

test('several products are no price, and the error names them and the filter', async () => {
  await expect(price(box('EUC1-BoxUsage:t4g.small'), box('BoxUsage:t4g.small'))).rejects.toThrow(
    '2 products (EUC1-BoxUsage:t4g.small, BoxUsage:t4g.small) for AmazonEC2 usagetype=BoxUsage:t4g.small regionCode=eu-central-1 operatingSystem=Linux',
  );
});

test('no product is no price', async () => {
  await expect(price()).rejects.toThrow('no product for AmazonEC2 usagetype=BoxUsage:t4g.small');
});

test('a product that is not sold in US dollars is no price', async () => {
  await expect(price(box('BoxUsage:t4g.small', { tiers: [[0, 'not a number']] }))).rejects.toThrow(
    'no single price in US dollars of BoxUsage:t4g.small',
  );
});

test('a product whose first units have no price is no price', async () => {
  await expect(price(box('BoxUsage:t4g.small', { tiers: [[10, '1']] }))).rejects.toThrow(NoPrice);
});

test('all pages are read: the second product may be on the last', async () => {
  recorded.aws.answer({
    'pricing:GetProducts': ({ NextToken }) =>
      NextToken === undefined
        ? { PriceList: [product(box('BoxUsage:t4g.small'))], NextToken: 'more' }
        : { PriceList: [product(box('EUC1-BoxUsage:t4g.small'))] },
  });
  await expect(findPrice(new PricingClient({ region: 'us-east-1' }), query)).rejects.toThrow(
    '2 products',
  );
});

test('each tier is paid at its own price', async () => {
  const tiered = await price(
    box('BoxUsage:t4g.small', {
      unit: 'GB',
      tiers: [
        [100, '0.5'],
        [0, '1'],
        [1000, '0.1'],
      ],
    }),
  );
  expect(amount(tiered, 50)).toBeCloseTo(50);
  expect(amount(tiered, 150)).toBeCloseTo(100 + 25);
  expect(amount(tiered, 2000)).toBeCloseTo(100 + 450 + 100);
});

test.each([
  ['Hrs', true],
  ['LCU-Hrs', true],
  ['ACU-Hr', true],
  ['Hours', true],
  ['GB-Mo', false],
  ['Alarms', false],
  ['Secrets', false],
])('%s is billed by the hour: %s', (unit, hourly) => {
  expect(isHourly({ unit, tiers: [] })).toBe(hourly);
});

test('a price that several bills ask for is asked for once', async () => {
  recorded.aws.answer(priceList([box('BoxUsage:t4g.small')]));
  const find = rememberPrices(new PricingClient({ region: 'us-east-1' }));
  await Promise.all([find(query), find(query)]);
  expect(
    recorded.aws.requests.filter(({ action }) => action === 'pricing:GetProducts'),
  ).toHaveLength(1);
});
