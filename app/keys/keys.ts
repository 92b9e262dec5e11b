import type { FastifyBaseLogger } from 'fastify';
import { EnvironmentError } from '../environment';
import type { KeysConfig } from './environment';
import { FollowedKeys } from './followed-keys';
import { KeyRing } from './key-ring';

/** The key ring, as it is now. */
export interface Keys {
  /** Ask for it anew each time: it may have changed. Only once it is `loaded`. */
  readonly ring: KeyRing;
  /** @throws EnvironmentError it can't be had: without keys a server must not begin */
  loaded(): Promise<void>;
  close(): void;
}

/**
 * The key ring that SESSION_KEYS is, or the one of the secret that SESSION_KEYS_SECRET_ARN names, which is
 * followed while the server runs.
 * @param check throws a KeyRingError if the ring is not one for this use
 * @throws EnvironmentError the ring of SESSION_KEYS is not for this use
 */
export function openKeys(
  config: KeysConfig,
  log: Pick<FastifyBaseLogger, 'info' | 'warn'>,
  check: (ring: KeyRing) => void = () => {},
): Keys {
  const arn = config.SESSION_KEYS_SECRET_ARN;
  const parse = (text: string) => {
    const ring = KeyRing.parse(text);
    check(ring);
    return ring;
  };
  if (arn === '') return fixedKeys(config.SESSION_KEYS, parse);
  let secret: (() => Promise<string>) | undefined;
  const read = async () => {
    // Loaded only where it is asked for: a start without it stays quick.
    const { secretValue } = await import('./secret-value');
    secret ??= secretValue(arn);
    return secret();
  };
  return new FollowedKeys(arn, read, parse, log);
}

function fixedKeys(text: string, parse: (text: string) => KeyRing): Keys {
  let ring: KeyRing;
  try {
    ring = parse(text);
  } catch (error) {
    throw new EnvironmentError([`SESSION_KEYS: the key ring ${(error as Error).message}`]);
  }
  return { ring, loaded: async () => {}, close: () => {} };
}
