import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One statement of a policy that allows, its lists as lists. */
export interface Allowed {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export interface Gate {
  readonly endpoint: string;
  /** What went through, or was refused, as `sts:AssumeRole on arn:…`, of who holds the guarded key. */
  readonly passed: string[];
  readonly refused: string[];
  stop(): void;
}

/**
 * Stands before the emulator of AWS, which lets everybody do everything, and refuses whoever signs with
 * `key` what these statements don't allow. The roles that such a caller takes have other keys, and pass.
 */
export async function startGate(
  emulator: string,
  key: string,
  allowed: readonly Allowed[],
): Promise<Gate> {
  const passed: string[] = [];
  const refused: string[] = [];
  const { port: behind } = new URL(emulator);
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.once('end', () => {
      const body = Buffer.concat(chunks);
      const asked = whatIsAsked(incoming, body.toString());
      if (asked.key === key) {
        const fits = ({ actions, resources }: Allowed) =>
          actions.includes(asked.action) && resources.some((one) => covers(one, asked.resource));
        const may = allowed.some(fits);
        // Everybody may ask who one is.
        const isFree = asked.action === 'sts:GetCallerIdentity';
        if (!isFree) (may ? passed : refused).push(`${asked.action} on ${asked.resource}`);
        if (!may && !isFree) {
          response.writeHead(403, { 'content-type': 'text/xml' });
          response.end(
            `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: ${asked.action}</Message></Error></ErrorResponse>`,
          );
          return;
        }
      }
      const { method, url: path, headers } = incoming;
      const onward = send({ host: '127.0.0.1', port: behind, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.once('error', () => response.destroy());
      onward.end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://localhost:${port}`,
    passed,
    refused,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Of the services that are asked by forms, CloudFormation and STS; of others the path. */
function whatIsAsked({ headers, url = '' }: IncomingMessage, body: string) {
  const [, key = '', service = ''] =
    /Credential=([^/]+)\/\d+\/[\w-]+\/([\w-]+)\//.exec(headers.authorization ?? '') ?? [];
  const form = new URLSearchParams(body);
  const stack = form.get('StackName');
  return {
    key,
    action: `${service}:${form.get('Action') ?? url}`,
    resource: form.get('RoleArn') ?? (stack === null ? '*' : `stack/${stack}/id`),
  };
}

/** A stack is known here by its name alone, and so has neither account nor region. */
function covers(pattern: string, resource: string): boolean {
  if (!resource.startsWith('stack/')) return pattern === resource;
  return pattern.endsWith(`:${resource.replace(/id$/, '*')}`);
}
