// HS256 with every check that RFC 8725 asks for and it offers.
import { SignJWT, jwtVerify } from 'jose';
import { claims, serveToken } from './jwt-app.mjs';
import { secret } from './serve.mjs';

const key = new TextEncoder().encode(secret);
await serveToken({
  sign: (session) =>
    new SignJWT(session)
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setIssuer(claims.iss)
      .setAudience(claims.aud)
      .setExpirationTime('10m')
      .sign(key),
  verify: async (token) => {
    const options = { algorithms: ['HS256'], issuer: claims.iss, audience: claims.aud };
    return (await jwtVerify(token, key, options)).payload;
  },
});
