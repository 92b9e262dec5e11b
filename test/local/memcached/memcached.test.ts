import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { isListening } from '../../../lib/local/given-server';
import { memcachedService } from '../../../lib/local/memcached/memcached';
import { findMemcached } from '../../../lib/local/memcached/programs';
import { memcachedReply } from '../../../lib/local/memcached/reply';
import { waitFor } from '../../../lib/local/processes/wait-for';
import type { RunningService, StartOptions } from '../../../lib/local/service';
import { processesWith } from '../processes';
import { makeProject, pidIn, removeProject, REPOSITORY, serviceFolder } from '../project';

// A start takes a fraction of a second; on a busy machine many times that.
jest.setTimeout(30_000);

const PATH = process.env['PATH'];
const isReal = findMemcached(undefined, PATH).command !== process.execPath;

const roots: string[] = [];
const running: RunningService[] = [];

function newProject(): string {
  const root = makeProject();
  roots.push(root);
  return root;
}

async function start(options: Partial<StartOptions> = {}): Promise<RunningService> {
  const service = await memcachedService.start({
    root: roots[0] ?? newProject(),
    ephemeral: false,
    source: undefined,
    environment: { PATH },
    ...options,
  });
  running.push(service);
  return service;
}

const portOf = ({ url }: RunningService) => Number(/^127\.0\.0\.1:(\d+)$/.exec(url)![1]);
const ask = (service: RunningService, command: string) => memcachedReply(portOf(service), command);

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
  for (const root of roots.splice(0)) removeProject(root);
});

const sources = isReal ? (['path', 'embedded'] as const) : (['embedded'] as const);

describe.each(sources)('a Memcached of one’s own (%s)', (source) => {
  it('serves the project, and no other one', async () => {
    const [one, other] = await Promise.all([
      start({ root: newProject(), source }),
      start({ root: newProject(), source }),
    ]);
    await ask(one, 'ms key 3 T60\r\none');
    expect(await ask(one, 'mg key s')).toBe('HD s3');
    expect(await ask(other, 'mg key s')).toBe('EN');
    expect(one.description).toMatch(/^Memcached \(.*in memory only\): 127\.0\.0\.1:\d+$/);
  });

  it('is shared by two commands in one project, and ends with the first', async () => {
    const root = newProject();
    const first = await start({ root, source });
    const second = await start({ root, source });
    expect(second.url).toBe(first.url);
    expect(second.description).toContain('already started');
    await second.stop();
    expect(await ask(first, 'mn')).toBe('MN');
    await first.stop();
    expect(await second.lost).toContain('Memcached has stopped');
    expect(processesWith(root)).toEqual([]);
  });

  it('has the same address again after a restart, and nothing in it', async () => {
    const root = newProject();
    const first = await start({ root, source });
    await ask(first, 'ms key 3 T60\r\none');
    await first.stop();
    const again = await start({ root, source });
    expect(again.url).toBe(first.url);
    expect(await ask(again, 'mg key s')).toBe('EN');
  });

  it('is told of when it ends by itself', async () => {
    const root = newProject();
    const service = await start({ root, source });
    process.kill(pidIn(serviceFolder(root, 'memcached'), 'pid'), 'SIGKILL');
    expect(await service.lost).toMatch(/^Memcached \(.*\) has stopped, with exit code/);
  });

  it('ends when the command that started it is killed', async () => {
    const root = newProject();
    const script = join(__dirname, 'start.ts');
    const starter = spawn(process.execPath, ['-r', 'tsx/cjs', script, root, source], {
      cwd: REPOSITORY,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = (await once(starter.stdout, 'data')) as [Buffer];
    const port = Number(String(url).split(':')[1]);
    expect(await memcachedReply(port, 'mn')).toBe('MN');
    starter.kill('SIGKILL');
    const gone = async () => ((await isListening('127.0.0.1', port)) ? undefined : true);
    expect(await waitFor(gone, 10_000)).toBe(true);
    expect(await waitFor(() => (processesWith(root).length > 0 ? undefined : true), 10_000)).toBe(
      true,
    );
  });

  it('is replaced when nobody answers for it any more', async () => {
    const root = newProject();
    const orphaned = await start({ root, source });
    const pid = pidIn(serviceFolder(root, 'memcached'), 'pid');
    for (const watchdog of processesWith(root)) {
      if (watchdog !== pid) process.kill(watchdog, 'SIGKILL');
    }
    await orphaned.lost;
    const service = await start({ root, source });
    expect(await ask(service, 'mn')).toBe('MN');
    expect(await waitFor(() => (processesWith(root).includes(pid) ? undefined : true), 5000)).toBe(
      true,
    );
  });

  it('listens on the loopback address alone', async () => {
    const service = await start({ root: newProject(), source });
    const others = Object.values(networkInterfaces()).flatMap((addresses) =>
      (addresses ?? []).map(({ address }) => address).filter((address) => address !== '127.0.0.1'),
    );
    for (const address of [...others, '127.0.0.2']) {
      expect([address, await isListening(address, portOf(service))]).toEqual([address, false]);
    }
  });

  it('leaves no process and no file behind after a test', async () => {
    const root = newProject();
    const service = await start({ root, source, ephemeral: true });
    expect(existsSync(serviceFolder(root, ''))).toBe(false);
    await service.stop();
    expect(await isListening('127.0.0.1', portOf(service))).toBe(false);
  });
});

describe('the nodes that the environment names', () => {
  it('are taken', async () => {
    const servers = await Promise.all(
      [1, 2].map(async () => {
        const server = createServer((socket) => socket.end());
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        return server;
      }),
    );
    const given = servers
      .map((server) => server.address())
      .map((address) => `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
      .join(', ');
    const service = await start({ environment: { MEMCACHED_NODES: given } });
    expect(service).toMatchObject({
      variable: 'MEMCACHED_NODES',
      url: given,
      description: `Memcached: the one that MEMCACHED_NODES names, ${given}`,
    });
    for (const server of servers) server.close();
  });

  it.each(['127.0.0.1:1', '[::1]:1', 'nobody.invalid', '::1', ''])(
    'must be there: %j',
    async (node) => {
      const environment = { PATH: '', MEMCACHED_NODES: `${node},127.0.0.1:1` };
      await expect(start({ environment })).rejects.toThrow(
        `MEMCACHED_NODES: nothing answers at ${node}. Start that server, or unset MEMCACHED_NODES`,
      );
    },
  );
});

it('says what to do where none can be had', async () => {
  await expect(start({ source: 'path', environment: { PATH: '' } })).rejects.toThrow(
    'Install it, set MEMCACHED_NODES to servers that run already, or unset LOCAL_SERVICES.',
  );
});
