import { Signer } from '@aws-sdk/rds-signer';

/**
 * Gives a new password at each call: a token that IAM signs for this user and this address, good for
 * 15 minutes to begin a connection (an open one lives on).
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
 */
export function iamPassword(address: {
  host: string;
  port: number;
  user: string;
  region: string;
}): () => Promise<string> {
  const signer = new Signer({
    hostname: address.host,
    port: address.port,
    username: address.user,
    region: address.region,
  });
  return () => signer.getAuthToken();
}
