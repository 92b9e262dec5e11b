import { createClient } from '@redis/client';
import { sessionStoreServices } from '../../lib/local/session-store';
import { type CrashingServer, crashContract } from './crash-contract';
import { makeProject, removeProject } from './project';
import { serverContract } from './server-contract';

// A start takes about a second; on a busy machine many times that.
jest.setTimeout(30_000);

const [service] = sessionStoreServices;
if (!service) throw new Error('There is no local session store');

/** Asks it one question. */
async function ask(url: string, ...command: string[]): Promise<unknown> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {}); // connect() and the command report it too.
  await client.connect();
  try {
    return await client.sendCommand(command);
  } finally {
    client.destroy();
  }
}

const server: CrashingServer = {
  service,
  folder: 'redis',
  pidFile: 'pid',
  pidText: (pid) => String(pid),
  keep: async (url, text) => void (await ask(url, 'SET', 'kept', text)),
  kept: (url) => ask(url, 'GET', 'kept'),
  refusal: 'WRONGPASS',
  isDurable: false,
  urlAt: (port) => `redis://:secret@127.0.0.1:${port}`,
  cure: 'Install one, set REDIS_URL to a server that runs already, or unset LOCAL_SERVICES.',
};

describe('Redis', () => {
  serverContract(server);
});

describe('Redis in a crash', () => {
  crashContract(server);
});

test('the embedded Redis runs scripts, and lets nobody in who has no password', async () => {
  const root = makeProject();
  const started = await service.start({
    root,
    ephemeral: true,
    source: 'embedded',
    environment: {},
  });
  try {
    const script =
      "redis.call('HSET', KEYS[1], 'views', 41) return redis.call('HINCRBY', KEYS[1], 'views', 1)";
    expect(await ask(started.url, 'EVAL', script, '1', 'k')).toBe(42);
    await expect(ask(`redis://${new URL(started.url).host}`, 'PING')).rejects.toThrow('NOAUTH');
  } finally {
    await started.stop();
    removeProject(root);
  }
});
