import type { Check } from './restorable';

/** What of a database must be the same of its copy; but for the address, which is told. */
export interface Likeness {
  readonly engineVersion: string | undefined;
  readonly isEncrypted: boolean | undefined;
  readonly key: string | undefined;
  readonly isPublic: boolean | undefined;
  readonly address: string | undefined;
}

export function checkLikeness(original: Likeness, copy: Likeness): Check[] {
  return [
    check('engine', copy.engineVersion === original.engineVersion, copy.engineVersion),
    check(
      'encrypted by the same key',
      copy.isEncrypted === true && copy.key === original.key,
      copy.key ?? 'not encrypted',
    ),
    check('private', copy.isPublic !== true, copy.address),
  ];
}

export function check(name: string, isSo: boolean, says: string | undefined): Check {
  return { name, result: isSo ? 'passed' : 'failed', says: says ?? 'AWS does not say' };
}
