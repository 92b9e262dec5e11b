import { createServer } from 'node:net';

/**
 * A TCP port on the loopback interface that nobody listens on: the first free one of `wanted`, else
 * whichever the system hands out. Somebody may take it before the caller does, so a server that is
 * started on it needs another try when it finds the port taken.
 */
export async function freePort(...wanted: number[]): Promise<number> {
  for (const port of wanted) {
    if ((await tryPort(port)) !== undefined) return port;
  }
  const port = await tryPort(0);
  if (port === undefined) throw new Error('The system has no free TCP port on 127.0.0.1.');
  return port;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
