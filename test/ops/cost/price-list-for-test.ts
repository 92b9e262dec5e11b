import type { Answer, Document } from '../recorded-aws';

interface Filter {
  readonly Type: string;
  readonly Field: string;
  readonly Value: string;
}

export interface ProductForTest {
  readonly sku?: string;
  readonly productFamily?: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly unit?: string;
  /** US dollars from so many units a month on. */
  readonly tiers?: readonly (readonly [from: number, each: string])[];
}

/** A product as `GetProducts` writes it: JSON within JSON. */
export function product({
  sku = 'SKU',
  productFamily,
  attributes,
  unit = 'Hrs',
  tiers = [[0, '0.0100000000']],
}: ProductForTest): string {
  return JSON.stringify({
    product: { sku, ...(productFamily === undefined ? {} : { productFamily }), attributes },
    serviceCode: 'Recorded',
    terms: {
      OnDemand: {
        [`${sku}.JRTCKXETXF`]: {
          sku,
          priceDimensions: Object.fromEntries(
            tiers.map(([from, each], index) => [
              `${sku}.JRTCKXETXF.${index}`,
              {
                unit,
                beginRange: String(from),
                endRange: String(tiers[index + 1]?.[0] ?? 'Inf'),
                pricePerUnit: { USD: each },
              },
            ]),
          ),
        },
      },
    },
  });
}

/** The Price List with these products alone, which looks at the filters as AWS's does. */
export function priceList(products: readonly ProductForTest[]): Record<string, Answer> {
  return {
    'pricing:GetProducts': ({ Filters }) => ({
      PriceList: products
        .filter((one) => (Filters as Filter[]).every((filter) => lets(filter, one)))
        .map(product),
    }),
  };
}

function lets(
  { Type, Field, Value }: Filter,
  { productFamily, attributes }: ProductForTest,
): boolean {
  const found = Field === 'productFamily' ? productFamily : attributes[Field];
  return Type === 'CONTAINS' ? (found?.includes(Value) ?? false) : found === Value;
}

/** The Price List that has whatever is asked for, at one price. @param unit but for some, by usage type */
export function everything(
  each: string,
  unit: (usageType: string) => string,
): Record<string, Answer> {
  return {
    'pricing:GetProducts': ({ Filters }): Document => {
      const filters = (Filters as Filter[]).map(({ Field, Value }) => [Field, Value] as const);
      const { productFamily, ...attributes } = Object.fromEntries(filters) as Record<
        string,
        string
      >;
      const usageType = attributes['usagetype'] ?? '';
      return {
        PriceList: [
          product({
            ...(productFamily === undefined ? {} : { productFamily }),
            attributes,
            unit: unit(usageType),
            tiers: [[0, each]],
          }),
        ],
      };
    },
  };
}
