/** Which product of the Price List is meant: exactly one must fit. */
export interface PriceQuery {
  /** The code of the service, as `aws pricing describe-services` lists it. */
  readonly service: string;
  /** The region's code; absent for products that AWS sells everywhere at one price. */
  readonly region?: string;
  /** Usage type without the region's prefix: `BoxUsage:t4g.small`, never `EUC1-BoxUsage:t4g.small`. */
  readonly usageType: string;
  /** Further attributes, each with its exact value. */
  readonly where?: Readonly<Record<string, string>>;
}

/** The query in one line, for a message that names it. */
export function describeQuery({ service, region, usageType, where = {} }: PriceQuery): string {
  const filters = { ...(region === undefined ? {} : { regionCode: region }), ...where };
  const written = Object.entries(filters).map(([field, value]) => `${field}=${value}`);
  return [service, `usagetype=${usageType}`, ...written].join(' ');
}
