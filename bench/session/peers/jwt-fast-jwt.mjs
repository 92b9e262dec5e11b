// HS256 with every check that RFC 8725 asks for and it offers; no cache, which would skip verifying.
import { createSigner, createVerifier } from 'fast-jwt';
import { claims, serveToken } from './jwt-app.mjs';
import { secret } from './serve.mjs';

const sign = createSigner({ key: secret, algorithm: 'HS256', expiresIn: 600_000, ...claims });
const verify = createVerifier({
  key: secret,
  algorithms: ['HS256'],
  allowedIss: claims.iss,
  allowedAud: claims.aud,
});
await serveToken({ sign, verify });
