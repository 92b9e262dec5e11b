import { randomBytes } from 'node:crypto';
import { openKeys } from '../../../app/keys/keys';
import { EncryptedCookieCarrier } from '../../../app/session/encrypted-cookie/encrypted-cookie-carrier';
import { serveCarrier } from './serve-carrier';

const silent = { info() {}, warn() {} };
const keys = openKeys(
  {
    SESSION_KEYS: JSON.stringify({ first: randomBytes(48).toString('base64url') }),
    SESSION_KEYS_SECRET_ARN: '',
  },
  silent,
);
void serveCarrier(new EncryptedCookieCarrier(keys, 'session'));
