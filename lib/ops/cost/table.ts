import type { Colours } from '../colours';
import { wrap } from '../wrap';
import { hoursPerMonth } from './price-list';
import type { PricedBill, PricedLine } from './priced-bill';

export interface TableOptions {
  readonly colours: Colours;
  /** Columns. */
  readonly width: number;
  /** Why there are no prices. */
  readonly withoutPrices?: string;
}

/** Columns of an environment's count and of its dollars. */
const countWidth = 8;
const dollarWidth = 11;

/** The bills of several environments side by side. */
export function table(bills: readonly PricedBill[], options: TableOptions): string {
  const { colours, width } = options;
  const columns = countWidth + (hasPrices(options) ? dollarWidth : 0);
  const nameWidth = Math.max(20, width - bills.length * columns);
  const rows = rowsOf(bills);
  const fixed = rows.filter(({ lines }) => lines.some((line) => line?.count !== undefined));
  const variable = rows.filter(({ lines }) => !lines.some((line) => line?.count !== undefined));

  const lines = [
    colours.bold(
      `${'What is billed every month'.padEnd(nameWidth)}${bills.map(({ environment }) => environment.padStart(columns)).join('')}`,
    ),
    ...fixed.flatMap(({ name, lines: cells }) => {
      const written = cells.map((cell) => cellText(cell, options)).join('');
      const [first = '', ...rest] = wrap(name, nameWidth - 1);
      return [`${first.padEnd(nameWidth)}${written}`.trimEnd(), ...rest.map((line) => `  ${line}`)];
    }),
  ];
  if (hasPrices(options)) {
    const sums = bills.map(({ monthly }) =>
      (monthly === undefined ? 'incomplete' : dollars(monthly)).padStart(columns),
    );
    lines.push(colours.bold(`${'US dollars a month'.padEnd(nameWidth)}${sums.join('')}`));
  }
  if (variable.length > 0) {
    lines.push('', colours.bold('What the traffic decides, not in the sum'));
    lines.push(...variable.flatMap((row) => variableLines(row, options)));
  }
  const problems = new Set(
    bills.flatMap((bill) => bill.lines.flatMap(({ problem }) => problem ?? [])),
  );
  for (const problem of problems) {
    lines.push(...wrap(`✖ No price: ${problem}`, width).map(colours.red));
  }
  const note =
    options.withoutPrices === undefined
      ? `List prices on demand, before free allowances, discounts and taxes; ${hoursPerMonth} hours a month.`
      : `Without prices: ${options.withoutPrices}`;
  lines.push('', ...wrap(note, width).map(colours.dim));
  return lines.join('\n');
}

interface Row {
  readonly name: string;
  /** Of each bill, in their order. */
  readonly lines: readonly (PricedLine | undefined)[];
}

/** Each thing once, in the order in which the bills have it. */
function rowsOf(bills: readonly PricedBill[]): Row[] {
  // A unit that is the thing itself says nothing more.
  const nameOf = ({ what, unit }: PricedLine): string =>
    what.toLowerCase().includes(unit) ? what : `${what} (${unit})`;
  const names = new Set(bills.flatMap(({ lines }) => lines.map(nameOf)));
  return [...names].map((name) => ({
    name,
    lines: bills.map(({ lines }) => lines.find((line) => nameOf(line) === name)),
  }));
}

function cellText(line: PricedLine | undefined, options: TableOptions): string {
  const count = line?.count === undefined ? '-' : String(Number(line.count.toFixed(2)));
  if (!hasPrices(options)) return count.padStart(countWidth);
  const monthly = line?.monthly === undefined ? (line?.problem ? '?' : '') : dollars(line.monthly);
  return count.padStart(countWidth) + monthly.padStart(dollarWidth);
}

function variableLines({ name, lines }: Row, { width }: TableOptions): string[] {
  const line = lines.find((one) => one !== undefined);
  const tier = line?.price?.tiers.find(({ each }) => each > 0);
  const price = tier === undefined ? '' : `  ${plainly(tier.each)} dollars a ${line?.price?.unit}`;
  const flag = line?.assume === undefined ? '' : `  --assume ${line.assume}=N`;
  return wrap(`${name}${price}${flag}`, width).map((text, index) =>
    index > 0 ? `  ${text}` : text,
  );
}

function hasPrices({ withoutPrices }: TableOptions): boolean {
  return withoutPrices === undefined;
}

function dollars(amount: number): string {
  return amount.toFixed(2);
}

/** Without an exponent: some things cost millionths. */
function plainly(amount: number): string {
  return amount.toFixed(10).replace(/\.?0+$/, '');
}
