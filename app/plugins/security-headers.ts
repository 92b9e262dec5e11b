import helmet from '@fastify/helmet';
import plugin from 'fastify-plugin';

/** What browsers are told not to do. Nothing from elsewhere is loaded, and no script runs at all. */
export const securityHeaders = plugin(
  async (app, { secure }: { secure: boolean }) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': ["'none'"],
          'style-src': ["'self'"],
          'img-src': ["'self'"],
          'form-action': ["'self'"],
          'base-uri': ["'none'"],
          'frame-ancestors': ["'none'"],
          // Over plain http it would send the browser to a port where nobody listens.
          ...(secure && { 'upgrade-insecure-requests': [] }),
        },
      },
      // For this name alone: under a company's own domain others may answer that have no https.
      hsts: secure && { maxAge: 365 * 86_400, includeSubDomains: false },
      // Not no-referrer: with it browsers send `Origin: null` with our own forms over plain http.
      referrerPolicy: { policy: 'same-origin' },
    });
  },
  { name: 'security-headers' },
);
