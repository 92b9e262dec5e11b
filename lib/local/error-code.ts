/** The code of a system error, such as 'EEXIST'; undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  // Not `instanceof Error`: under Jest the system's errors come from another realm.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
