import { Sha256 } from '@aws-crypto/sha256-js';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { SignatureV4 } from '@smithy/signature-v4';
import type { CredentialsProvider } from './credentials';

/** Seconds that a token can begin a connection: ElastiCache's own limit. */
const TOKEN_LIFE = 900;

/**
 * Signs in to ElastiCache as an IAM-enabled user, without a password that could leak: the token is a
 * presigned request to "connect", without the scheme. A new one at each call: a token kept for later is
 * a token that has run out when the connection has to be made again.
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 *
 * @param user the cache user's id, which for IAM is its name too
 * @param cache the replication group's id, in lower case as ElastiCache keeps it
 * @param signer whose rights are used; by default the AWS credentials of this server
 */
export function iamCredentials(
  user: string,
  cache: string,
  region: string,
  signer: ConstructorParameters<typeof SignatureV4>[0]['credentials'] = fromNodeProviderChain(),
): CredentialsProvider {
  const signature = new SignatureV4({
    service: 'elasticache',
    region,
    credentials: signer,
    sha256: Sha256,
  });
  return async () => {
    const { query = {} } = await signature.presign(
      {
        method: 'GET',
        protocol: 'http:',
        hostname: cache,
        path: '/',
        headers: { host: cache },
        query: { Action: 'connect', User: user },
      },
      { expiresIn: TOKEN_LIFE },
    );
    const parameters = Object.entries(query).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    return {
      user,
      password: `${cache}/?${new URLSearchParams(parameters).toString()}`,
      expire: true,
    };
  };
}
