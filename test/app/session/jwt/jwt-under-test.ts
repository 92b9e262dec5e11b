import { generateKeyPairSync } from 'node:crypto';
import { KeyRing } from '../../../../app/keys/key-ring';
import { JwtCarrier } from '../../../../app/session/jwt/jwt-carrier';
import { SessionTokens } from '../../../../app/session/jwt/session-tokens';
import { secret } from '../../keys/secret';
import type { CarrierUnderTest } from '../carrier-under-test';

export const PUBLIC_URL = 'https://app.example.com';

/** What a server holds: its key ring, which may be changed while it runs. */
export interface Ring {
  ring: KeyRing;
}

export function ringOf(secrets: Record<string, string> = { first: secret() }): Ring {
  return { ring: KeyRing.parse(JSON.stringify(secrets)) };
}

export function pem(type: 'P-256' | 'Ed25519'): string {
  const { privateKey } =
    type === 'P-256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Three servers that share nothing but the keys. */
export async function openJwt(secrets = { first: secret() }): Promise<CarrierUnderTest> {
  const server = () => new JwtCarrier(new SessionTokens(ringOf(secrets), PUBLIC_URL));
  return {
    servers: [server(), server(), server()],
    contents: async () => '',
    close: async () => {},
  };
}
