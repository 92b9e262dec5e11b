import { KeyRing } from '../../../../app/keys/key-ring';
import { EncryptedCookieCarrier } from '../../../../app/session/encrypted-cookie/encrypted-cookie-carrier';
import { secret } from '../../keys/secret';
import type { CarrierUnderTest } from '../carrier-under-test';

/** A ring that a test can change, as a server sees one that it follows. */
export class KeysUnderTest {
  ring: KeyRing;

  constructor(ring: Record<string, string> = { first: secret() }) {
    this.ring = KeyRing.parse(JSON.stringify(ring));
  }

  /** Puts this ring in place of the one there was. */
  become(ring: Record<string, string>): void {
    this.ring = KeyRing.parse(JSON.stringify(ring));
  }

  async loaded(): Promise<void> {}

  close(): void {}
}

/** The cookie that the servers of the tests write. */
export const COOKIE = 'id';

/** Three servers that have the same keys, each by itself. */
export async function openCookies(): Promise<CarrierUnderTest> {
  const ring = { first: secret() };
  const server = () => new EncryptedCookieCarrier(new KeysUnderTest(ring), COOKIE);
  return {
    servers: [server(), server(), server()],
    contents: async () => '',
    close: async () => {},
  };
}
