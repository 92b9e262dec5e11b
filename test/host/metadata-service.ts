import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A machine's instance metadata service. It answers IMDSv2 alone, as our launch template has it. */
export interface MetadataService {
  readonly url: string;
  /** Paths under /latest/meta-data/ and their values; any other path is a 404. */
  readonly metadata: Map<string, string>;
  close(): Promise<void>;
}

export async function startMetadataService(
  metadata: Readonly<Record<string, string>>,
): Promise<MetadataService> {
  const values = new Map(Object.entries(metadata));
  const server = metadataServer(values);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    metadata: values,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/** The service by itself, which listens nowhere yet. */
export function metadataServer(values: Pick<Map<string, string>, 'get'>): Server {
  const tokens = new Set<string>();

  return createServer((request, reply) => {
    if (request.url === '/latest/api/token') {
      const asked =
        request.method === 'PUT' && request.headers['x-aws-ec2-metadata-token-ttl-seconds'];
      if (!asked) return void reply.writeHead(400).end();
      const token = randomUUID();
      tokens.add(token);
      return void reply.end(token);
    }
    const token = request.headers['x-aws-ec2-metadata-token'];
    if (typeof token !== 'string' || !tokens.has(token)) return void reply.writeHead(401).end();
    const value = values.get(request.url?.replace('/latest/meta-data/', '') ?? '');
    return void (value === undefined ? reply.writeHead(404).end() : reply.end(value));
  });
}
