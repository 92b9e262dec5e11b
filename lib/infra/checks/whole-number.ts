/**
 * The problem of a setting that must be a whole number, or none.
 *
 * @param field its name, as the problem's first word
 */
export function checkWholeNumber(
  field: string,
  value: number,
  bounds: { readonly least: number; readonly most?: number },
): string[] {
  const { least, most = Infinity } = bounds;
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  const range = most === Infinity ? `at least ${least}` : `${least} to ${most}`;
  return [`${field}: ${value} must be a whole number, ${range}.`];
}
