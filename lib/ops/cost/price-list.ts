import { PricingClient, paginateGetProducts } from '@aws-sdk/client-pricing';
import type { Filter } from '@aws-sdk/client-pricing';
import { describeQuery } from './price-query';
import type { PriceQuery } from './price-query';

/** Hours that a month is counted as, as AWS's own calculator does. */
export const hoursPerMonth = 730;

/** A step of a price: from so many of its unit a month on, each costs so much. */
export interface Tier {
  readonly from: number;
  /** US dollars. */
  readonly each: number;
}

export interface Price {
  /** In AWS's words: `Hrs`, `GB-Mo`, `Alarms`. */
  readonly unit: string;
  /** From the first on, without a gap. */
  readonly tiers: readonly Tier[];
}

/** No product of the Price List fits, or several do: there is no price then, rather than a wrong one. */
export class NoPrice extends Error {}

/** What `GetProducts` gives for each product, as far as it is read. */
interface Product {
  readonly product: {
    readonly sku: string;
    readonly productFamily?: string;
    readonly attributes: Readonly<Record<string, string>>;
  };
  readonly terms: {
    readonly OnDemand?: Readonly<
      Record<string, { readonly priceDimensions: Readonly<Record<string, PriceDimension>> }>
    >;
  };
}

interface PriceDimension {
  readonly unit: string;
  readonly beginRange: string;
  readonly pricePerUnit: Readonly<Record<string, string>>;
}

/**
 * The list price on demand, before discounts, credits and taxes.
 *
 * @param client for us-east-1: the API answers in few regions, for all
 * @throws NoPrice unless exactly one product fits
 */
export async function findPrice(client: PricingClient, query: PriceQuery): Promise<Price> {
  const products: Product[] = [];
  const pages = paginateGetProducts(
    { client },
    { ServiceCode: query.service, Filters: filters(query), FormatVersion: 'aws_v1' },
  );
  for await (const { PriceList = [] } of pages) {
    products.push(...PriceList.map((text: unknown): Product => JSON.parse(String(text))));
  }
  const fitting = products.filter(
    (product) => fits(product, query) && product.terms.OnDemand !== undefined,
  );
  const [one, second] = fitting;
  if (one === undefined || second !== undefined) {
    const skus = fitting.map(({ product }) => product.sku).join(', ');
    throw new NoPrice(
      `${fitting.length === 0 ? 'no product' : `${fitting.length} products (${skus})`} for ${describeQuery(query)}`,
    );
  }
  return priceOf(one, query);
}

function filters({ region, usageType, where = {} }: PriceQuery): Filter[] {
  return [
    ...Object.entries({ ...(region === undefined ? {} : { regionCode: region }), ...where }).map(
      ([Field, Value]): Filter => ({ Type: 'TERM_MATCH', Field, Value }),
    ),
    // By its end: what comes before depends on the region.
    { Type: 'CONTAINS', Field: 'usagetype', Value: usageType },
  ];
}

/**
 * Once more, by exact values: `Multi-AZUsage:…` contains `Usage:…`. The prefix of a region is
 * `EUC1-`, `EU-` or the region's code, and us-east-1 often has none.
 */
function fits({ product }: Product, { region, usageType, where = {} }: PriceQuery): boolean {
  const { attributes } = product;
  const prefixes = /^[A-Z]{2,4}\d?-$/;
  const found = attributes['usagetype'] ?? '';
  if (!found.endsWith(usageType)) return false;
  const prefix = found.slice(0, -usageType.length);
  if (prefix !== '' && prefix !== `${region}-` && !prefixes.test(prefix)) return false;
  return Object.entries(where).every(
    ([field, value]) =>
      (field === 'productFamily' ? product.productFamily : attributes[field]) === value,
  );
}

function priceOf({ product, terms }: Product, query: PriceQuery): Price {
  const [offer, second] = Object.values(terms.OnDemand ?? {});
  const dimensions = Object.values(offer?.priceDimensions ?? {});
  const units = new Set(dimensions.map(({ unit }) => unit));
  const tiers = dimensions
    .map(({ beginRange, pricePerUnit }) => ({
      from: Number(beginRange),
      each: Number(pricePerUnit['USD']),
    }))
    .toSorted((a, b) => a.from - b.from);
  const isReadable =
    second === undefined &&
    units.size === 1 &&
    tiers[0]?.from === 0 &&
    tiers.every(({ from, each }) => Number.isFinite(from) && Number.isFinite(each));
  if (!isReadable) {
    throw new NoPrice(
      `no single price in US dollars of ${product.sku} for ${describeQuery(query)}`,
    );
  }
  return { unit: [...units][0] ?? '', tiers };
}

/** US dollars for so many units a month, each tier at its own price. */
export function amount({ tiers }: Price, units: number): number {
  return tiers.reduce((sum, { from, each }, index) => {
    const to = Math.min(units, tiers[index + 1]?.from ?? Infinity);
    return sum + Math.max(0, to - from) * each;
  }, 0);
}

/** Asks for each price once, however many bills there are. */
export function rememberPrices(client: PricingClient): (query: PriceQuery) => Promise<Price> {
  const prices = new Map<string, Promise<Price>>();
  return (query) => {
    const key = JSON.stringify(query);
    const price = prices.get(key) ?? findPrice(client, query);
    prices.set(key, price);
    return price;
  };
}

/** Whether the unit is one of time: what exists all month is then billed for each of its hours. */
export function isHourly({ unit }: Price): boolean {
  return /\b(?:hrs?|hours?)\b/i.test(unit);
}
