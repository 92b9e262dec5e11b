import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Milliseconds that one attempt may take. */
const PATIENCE = 2000;

/**
 * Reads the current value of a secret, with the AWS credentials of this server.
 * @param arn of the secret, without a version: the value of now is read, each time
 */
export function secretValue(arn: string): () => Promise<string> {
  const client = new SecretsManagerClient({
    region: arn.split(':')[3]!,
    requestHandler: { connectionTimeout: PATIENCE, requestTimeout: PATIENCE },
  });
  return async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }), {
      abortSignal: AbortSignal.timeout(3 * PATIENCE),
    });
    if (SecretString === undefined) throw new Error('The secret holds no text');
    return SecretString;
  };
}
