import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { freePort } from '../../lib/local/processes/free-port';
import { startServices } from '../../lib/local/services';
import type { Store } from './contestants';

/** The real servers that the contestants keep sessions in. */
export interface Stores {
  environment: Record<string, string>;
  has(store: Store): boolean;
  stop(): Promise<void>;
}

/** @throws Error where redis-server or PostgreSQL can't be had */
export async function startStores(): Promise<Stores> {
  const services = await startServices({ root: path.resolve(__dirname, '../..'), ephemeral: true });
  const memcached = await startMemcached();
  return {
    environment: {
      ...services.environment,
      ...(memcached === undefined ? {} : { MEMCACHED_ADDRESS: `127.0.0.1:${memcached.port}` }),
    },
    has: (store) => store !== 'memcached' || memcached !== undefined,
    async stop() {
      memcached?.process.kill();
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
