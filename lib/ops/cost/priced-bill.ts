import type { Bill, BillLine } from './bill';
import { NoPrice, amount, hoursPerMonth, isHourly } from './price-list';
import type { Price } from './price-list';
import type { PriceQuery } from './price-query';

export interface PricedLine {
  readonly what: string;
  readonly unit: string;
  /** How many a month, of what is there all the time or was assumed. */
  readonly count?: number;
  readonly assume?: string;
  readonly price?: Price;
  /** US dollars a month, where there is a count and a price. */
  readonly monthly?: number;
  /** Why there is no price. */
  readonly problem?: string;
}

export interface PricedBill {
  readonly environment: string;
  readonly region: string;
  readonly lines: readonly PricedLine[];
  /** US dollars a month of all that is counted. Absent without prices, or where one is missing. */
  readonly monthly?: number;
}

/** How many of what the traffic decides there are a month, by the `assume` of the line. */
export type Assumptions = ReadonlyMap<string, number>;

/** @throws NoPrice unless exactly one product fits */
export type FindPrice = (query: PriceQuery) => Promise<Price>;

/** The bill as it is, where there are no prices. */
export function unpriced(bill: Bill, assumptions: Assumptions): PricedBill {
  return { ...bill, lines: bill.lines.map((line) => counted(line, assumptions)) };
}

/** Puts the list price to each line. @throws Error what AWS refuses */
export async function priced(
  bill: Bill,
  assumptions: Assumptions,
  findPrice: FindPrice,
): Promise<PricedBill> {
  const lines: PricedLine[] = [];
  // One after the other: the API allows few requests a second.
  for (const line of bill.lines) lines.push(await pricedLine(line, assumptions, findPrice));
  const isWhole = lines.every((line) => line.count === undefined || line.monthly !== undefined);
  return {
    environment: bill.environment,
    region: bill.region,
    lines,
    ...(isWhole ? { monthly: lines.reduce((sum, { monthly = 0 }) => sum + monthly, 0) } : {}),
  };
}

function counted({ what, unit, count, assume }: BillLine, assumptions: Assumptions): PricedLine {
  const assumed = assume === undefined ? undefined : assumptions.get(assume);
  const total = count ?? assumed;
  return {
    what,
    unit,
    ...(total === undefined ? {} : { count: total }),
    ...(assume === undefined ? {} : { assume }),
  };
}

async function pricedLine(
  line: BillLine,
  assumptions: Assumptions,
  findPrice: FindPrice,
): Promise<PricedLine> {
  const known = counted(line, assumptions);
  try {
    const price = await findPrice(line.price);
    if (known.count === undefined) return { ...known, price };
    // What is there all the time is billed for each hour of it, and what was assumed by its own count.
    const hours = line.count !== undefined && isHourly(price) ? hoursPerMonth : 1;
    return { ...known, price, monthly: amount(price, known.count * hours) };
  } catch (error) {
    if (error instanceof NoPrice) return { ...known, problem: error.message };
    throw error;
  }
}
