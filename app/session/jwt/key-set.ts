import type { JsonWebKey } from 'node:crypto';
import type { KeyRing } from '../../keys/key-ring';
import { signingKey } from './signing-key';

/** RFC 7517, 5. */
export interface KeySet {
  readonly keys: readonly JsonWebKey[];
}

/**
 * The public halves of the keys in the ring, also of those that have not begun: whoever verifies knows a
 * key before the first token signed with it. Empty where the ring holds random text: such a key both
 * verifies and signs, and stays with us.
 */
export function publicKeySet(ring: KeyRing): KeySet {
  const pairs = ring.keys.filter(({ privateKey }) => privateKey !== null);
  return { keys: pairs.map((key) => signingKey(key, '').publicJwk!) };
}
