import { createServer, type Server } from 'node:http';

/**
 * Stands in for AWS Secrets Manager, at an address of this machine: the real client asks it over HTTP, as
 * it asks AWS.
 */
export class OwnSecretsManager {
  readonly #server: Server;
  /** What the secret holds; null: the one who asks may not read it. */
  value: string | null;
  /** How often it was asked. */
  asked = 0;

  private constructor(
    readonly arn: string,
    value: string | null,
  ) {
    this.value = value;
    this.#server = createServer((request, response) => {
      this.asked++;
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        const isGet = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue';
        const isSigned = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=');
        const asks: { SecretId?: string } = JSON.parse(body);
        const may = isGet && isSigned && asks.SecretId === this.arn && this.value !== null;
        response.writeHead(may ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(
          JSON.stringify(
            may
              ? { ARN: this.arn, Name: 'keys', SecretString: this.value }
              : { __type: 'AccessDeniedException', Message: 'You may not read this secret' },
          ),
        );
      });
    });
  }

  static async start(arn: string, value: string | null): Promise<OwnSecretsManager> {
    const own = new OwnSecretsManager(arn, value);
    await new Promise<void>((resolve) => {
      own.#server.listen(0, '127.0.0.1', resolve);
    });
    return own;
  }

  /** A process with this in its environment asks here, and no AWS. */
  get environment(): Record<string, string> {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('Not listening');
    return {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${address.port}`,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}
