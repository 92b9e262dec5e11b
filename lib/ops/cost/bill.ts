/** The bill of materials: which lines of AWS's bill the resources of the templates lead to. */
import type { EnvironmentConfig, Project } from '../../infra/config';
import type { PriceQuery } from './price-query';

// A template's shape is CloudFormation's, which no type here follows.
// oxlint-disable-next-line typescript/no-explicit-any
export type Properties = Record<string, any>;

/** A resource of one of the environment's templates. */
export interface BilledResource {
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
  /** Of its stack, which is not always the project's. */
  readonly region: string;
}

export interface BillLine {
  /** What is billed, as people call it. */
  readonly what: string;
  /**
   * How many of it there are the whole month. Absent where the traffic decides: then it is listed
   * with its price and not summed, unless `assume` is given.
   */
  readonly count?: number;
  /** What one is: `server`, `GB`, `alarm`. */
  readonly unit: string;
  readonly price: PriceQuery;
  /** The name by which `--assume NAME=COUNT` says how many a month, of what the traffic decides. */
  readonly assume?: string;
}

export interface BillContext {
  /** All resources of the environment. */
  readonly resources: readonly BilledResource[];
}

/** What a resource of some type is billed for. */
export type CostRule = (resource: BilledResource, context: BillContext) => readonly BillLine[];

/** By type of resource. */
export type CostRules = Readonly<Record<string, CostRule>>;

/** Types that cost nothing by themselves, each with why. */
export type FreeTypes = Readonly<Record<string, string>>;

export interface Bill {
  readonly environment: string;
  readonly region: string;
  readonly lines: readonly BillLine[];
}

/**
 * Adds up what all resources are billed for; equal lines become one.
 *
 * @throws Error for types that are neither billed nor free: the bill would be too low
 */
export function billOf(
  { region }: Pick<Project, 'region'>,
  { name }: Pick<EnvironmentConfig, 'name'>,
  resources: readonly BilledResource[],
  { rules, free }: { rules: CostRules; free: FreeTypes },
): Bill {
  const unknown = new Set(
    resources
      .map(({ type }) => type)
      .filter((type) => !Object.hasOwn(rules, type) && !Object.hasOwn(free, type)),
  );
  if (unknown.size > 0) {
    throw new Error(
      `Nobody has said what these cost: ${[...unknown].join(', ')}. Add them to the rules or the free types of lib/ops/cost.`,
    );
  }
  const lines = new Map<string, BillLine>();
  for (const resource of resources) {
    for (const line of rules[resource.type]?.(resource, { resources }) ?? []) {
      const key = JSON.stringify([line.what, line.unit, line.price]);
      lines.set(key, plus(lines.get(key), line));
    }
  }
  return { environment: name, region, lines: [...lines.values()] };
}

function plus(before: BillLine | undefined, line: BillLine): BillLine {
  if (before?.count === undefined || line.count === undefined) return before ?? line;
  return { ...line, count: before.count + line.count };
}

/**
 * The resource that a property refers to, by itself or within a text such as an ARN.
 * @throws Error it refers to none of the environment's
 */
export function referredTo(value: unknown, { resources }: BillContext): BilledResource {
  const ids = references(value);
  const found = resources.find(({ id }) => ids.includes(id));
  if (found === undefined) throw new Error(`${JSON.stringify(value)}: no resource of the bill.`);
  return found;
}

/** Logical ids of all that is referred to, at any depth. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    if (name === 'Ref') return [String(inner)];
    if (name === 'Fn::GetAtt') return [String((inner as unknown[])[0])];
    return references(inner);
  });
}
