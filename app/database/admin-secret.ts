import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/**
 * The user name and password of RDS's master user, from the secret that RDS makes and rotates.
 * @throws Error when the secret can't be read or isn't of that form; the message holds no part of it
 */
export async function adminSecret(arn: string): Promise<{ user: string; password: string }> {
  // The ARN knows its region: arn:aws:secretsmanager:eu-central-1:123456789012:secret:…
  const client = new SecretsManagerClient({ region: arn.split(':')[3] });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  const secret = parse(SecretString ?? '');
  if (typeof secret?.username !== 'string' || typeof secret.password !== 'string') {
    throw new Error(`${arn}: not a secret with username and password`);
  }
  return { user: secret.username, password: secret.password };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // The parser's own message would quote the secret.
    return undefined;
  }
}
