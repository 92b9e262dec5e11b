/**
 * Tokens tell time in whole seconds (RFC 7519, 2: NumericDate). What happened within a second counts as
 * its end where a session would otherwise be over too early.
 * @returns milliseconds since 1970
 */
export function endOf(second: number): number {
  return (second + 1) * 1000;
}
