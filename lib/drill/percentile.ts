/**
 * The least of the values that so many percent are not above (nearest rank); null of none.
 * @param sorted ascending
 */
export function percentile(sorted: readonly number[], percent: number): number | null {
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  return value === undefined ? null : Math.round(value * 10) / 10;
}
