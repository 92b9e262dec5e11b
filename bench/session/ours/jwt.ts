import { randomBytes } from 'node:crypto';
import { openKeys } from '../../../app/keys/keys';
import { JwtCarrier } from '../../../app/session/jwt/jwt-carrier';
import { SessionTokens } from '../../../app/session/jwt/session-tokens';
import { serveCarrier } from './serve-carrier';

const silent = { info() {}, warn() {} };
const keys = openKeys(
  {
    SESSION_KEYS: JSON.stringify({ first: randomBytes(48).toString('base64url') }),
    SESSION_KEYS_SECRET_ARN: '',
  },
  silent,
);
void serveCarrier(new JwtCarrier(new SessionTokens(keys, 'https://bench.example')));
