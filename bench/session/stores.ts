import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createClient } from '@redis/client';
import { startServices } from '../../lib/local/services';
import type { Store } from './contestants';

/** The real servers that the contestants keep sessions in. */
export interface Stores {
  environment: Record<string, string>;
  has(store: Store): boolean;
  /** Commands that the store has been asked for so far, ours to ask included. Undefined: not counted. */
  commands(store: Store): Promise<number | undefined>;
  stop(): Promise<void>;
}

/** @throws Error where redis-server or PostgreSQL can't be had */
export async function startStores(): Promise<Stores> {
  const services = await startServices({ root: path.resolve(__dirname, '../..'), ephemeral: true });
  const memcached = await startMemcached();
  const redis = createClient({ url: services.environment['REDIS_URL']! });
  await redis.connect();
  return {
    environment: {
      ...services.environment,
      ...(memcached === undefined ? {} : { MEMCACHED_ADDRESS: `127.0.0.1:${memcached.port}` }),
    },
    has: (store) => store !== 'memcached' || memcached !== undefined,
    async commands(store) {
      if (store === 'redis') {
        const text = await redis.info('commandstats');
        return [...text.matchAll(/cmdstat_(?!info|client|hello)[^:]+:calls=(\d+)/g)]
          .map(([, calls]) => Number(calls))
          .reduce((sum, calls) => sum + calls, 0);
      }
      if (store === 'memcached' && memcached !== undefined) {
        const text = await ask(memcached.port, 'stats\r\n', /END\r\n$/);
        return [...text.matchAll(/STAT cmd_(?:get|set|touch|meta) (\d+)/g)]
          .map(([, calls]) => Number(calls))
          .reduce((sum, calls) => sum + calls, 0);
      }
      return undefined;
    },
    async stop() {
      memcached?.process.kill();
      redis.destroy();
      await services.stop();
    },
  };
}

async function startMemcached(): Promise<{ port: number; process: ChildProcess } | undefined> {
  const port = await freePort();
  const child = spawn('memcached', ['-l', '127.0.0.1', '-p', String(port), '-u', 'nobody'], {
    stdio: 'ignore',
  });
  try {
    await once(child, 'spawn');
  } catch {
    console.error('memcached is not on the PATH: left out.');
    return undefined;
  }
  return { port, process: child };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function ask(port: number, question: string, end: RegExp): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').write(question);
  for await (const chunk of socket) {
    text += String(chunk);
    if (end.test(text)) break;
  }
  return text;
}
