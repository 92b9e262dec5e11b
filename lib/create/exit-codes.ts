/** What each exit code of the CLI means; `--help` and `schema --json` print this table. */
export const exitCodes = [
  { code: 0, name: 'done', meaning: 'done' },
  { code: 1, name: 'failed', meaning: 'failed; nothing was left behind' },
  { code: 2, name: 'usage', meaning: 'a flag or an answer is wrong, or missing' },
  { code: 3, name: 'conflicts', meaning: 'files that exist are in the way; nothing was changed' },
  { code: 130, name: 'interrupted', meaning: 'stopped by Ctrl-C; nothing was left behind' },
] as const;

export type ExitName = (typeof exitCodes)[number]['name'];

export function exitCode(name: ExitName): number {
  return exitCodes.find((row) => row.name === name)!.code;
}
