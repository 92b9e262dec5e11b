import { createServer, type Server } from 'node:net';
import { connect } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { StoreUnavailableError } from '../../../app/session/errors';
import { MemcachedError } from '../../../app/memcached/connection';
import { Memcached, type MemcachedConfig } from '../../../app/memcached/memcached';
import type { MemcachedNode } from '../../../app/memcached/node';
import { freePort } from '../../../lib/local/processes/free-port';
import { until } from '../session/until';
import { localhostCertificate, localhostKey } from './localhost-certificate';
import { hasRealMemcached, OwnMemcached } from './own-memcached';

interface Line {
  level: 'info' | 'warn';
  message: string;
  error: string | undefined;
}

/** Connections that are closed after the test, and what they logged. */
const opened: { close(): unknown }[] = [];
let log: Line[] = [];

function open(config: Partial<MemcachedConfig> & Pick<MemcachedConfig, 'nodes'>): Memcached {
  const note = (level: Line['level']) => (fields: { err?: Error }, message: string) =>
    log.push({ level, message, error: fields.err?.message });
  const memcached = new Memcached({ tls: false, timeout: 5000, ...config }, {
    info: note('info'),
    warn: note('warn'),
  } as never);
  opened.push(memcached);
  return memcached;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(server);
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  log = [];
});

const kinds: ['path' | 'embedded'][] = hasRealMemcached ? [['path'], ['embedded']] : [['embedded']];

describe.each(kinds)('a node (%s)', (source) => {
  let store: OwnMemcached;
  let node: MemcachedNode;
  let key: string;
  let tests = 0;

  beforeAll(async () => {
    store = await OwnMemcached.start(source);
  });

  beforeEach(async () => {
    const memcached = open({ nodes: [store.address] });
    await memcached.ready(10_000);
    node = memcached.nodeOf('');
    key = `key-${++tests}`;
  });

  afterAll(() => store.stop());

  it('keeps a value, replaces it, and forgets it', async () => {
    expect(await node.get(key)).toBeNull();
    expect(await node.replace(key, 'x', 60_000)).toBe(false);
    await node.set(key, 'one', 60_000);
    expect(await node.replace(key, 'two', 60_000)).toBe(true);
    expect((await node.get(key))!.value).toBe('two');
    await node.delete(key);
    await node.delete(key);
    expect(await node.get(key)).toBeNull();
  });

  it('swaps only the version that was read', async () => {
    await node.set(key, 'one', 60_000);
    const { version } = (await node.get(key))!;
    expect(await node.swap(key, 'two', 60_000, version)).toBe(true);
    expect(await node.swap(key, 'three', 60_000, version)).toBe(false);
    expect((await node.get(key))!.value).toBe('two');
    await node.delete(key);
    expect(await node.swap(key, 'four', 60_000, version)).toBe(false);
    expect(await node.get(key)).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['ends of lines', '\r\nEN\r\n\n\r'],
    ['commands', 'x\r\nflush_all\r\nms key 1 T0\r\n'],
    ['zeros', '\0\0'],
    ['what is not ASCII', 'é – 茶 😀'],
    ['half a character', '\ud83d'],
    ['a lot', 'é'.repeat(400_000)],
  ])('keeps a value of %s', async (_, value) => {
    await node.set(key, value, 60_000);
    expect((await node.get(key))!.value).toBe(Buffer.from(value).toString());
  });

  it.each(['', 'a b', 'a\r\nflush_all', 'a\n', 'a\0', 'é', '\x7f', 'x'.repeat(251)])(
    'is not asked with the key %j',
    async (hostile) => {
      await expect(node.get(hostile)).rejects.toThrow(TypeError);
      await expect(node.set(hostile, 'x', 1000)).rejects.toThrow(TypeError);
      await expect(node.count(hostile, 1000)).rejects.toThrow(TypeError);
      await expect(node.delete(hostile)).rejects.toThrow(TypeError);
    },
  );

  it('takes the longest key, and all characters that a key can have', async () => {
    const visible = Array.from({ length: 94 }, (_, i) => String.fromCharCode(0x21 + i)).join('');
    for (const legal of ['x'.repeat(250), visible]) {
      await node.set(legal, 'value', 60_000);
      expect((await node.get(legal))!.value).toBe('value');
    }
  });

  it('is not sent a value that it would not keep', async () => {
    await node.set(key, 'kept', 60_000);
    const large = node.set(key, 'x'.repeat(1_000_001), 60_000);
    await expect(large).rejects.toThrow('Memcached keeps no value of 1000001 bytes');
    expect((await node.get(key))!.value).toBe('kept');
    await node.set(key, 'x'.repeat(1_000_000), 60_000);
  });

  it('forgets a value when its time is over, and not sooner', async () => {
    await node.set(key, 'x', 300);
    expect(await node.get(key)).not.toBeNull();
    await until(async () => (await node.get(key)) === null);
  });

  it.each([29, 31, 366])('keeps a value for %i days', async (days) => {
    await node.set(key, 'x', days * 86_400_000);
    const [, seconds] = / t(\d+)/.exec(await store.ask(`mg ${key} t`))!;
    expect(Number(seconds)).toBeGreaterThan(days * 86_400 - 60);
    expect(Number(seconds)).toBeLessThan(days * 86_400 + 60);
  });

  it('never keeps for ever what has less than no time left', async () => {
    await node.set(key, 'x', -5000);
    await until(async () => (await node.get(key)) === null);
  });

  it('counts in windows', async () => {
    const counts = [];
    for (let i = 0; i < 3; i++) counts.push((await node.count(key, 60_000)).count);
    expect(counts).toEqual([1, 2, 3]);
    expect((await node.count(key, 60_000)).left).toBeGreaterThan(30_000);
    await until(async () => (await node.count(`${key}-short`, 100)).count > 1);
    await until(async () => (await node.count(`${key}-short`, 100)).count === 1);
  });

  it('answers each of many commands with what belongs to it', async () => {
    const numbers = Array.from({ length: 500 }, (_, i) => String(i).repeat(i % 50));
    await Promise.all(numbers.map((value, i) => node.set(`${key}-${i}`, value, 60_000)));
    const items = await Promise.all(numbers.map((_, i) => node.get(`${key}-${i}`)));
    expect(items.map((item) => item!.value)).toEqual(numbers);
  });

  it('refuses one command, and carries out those around it', async () => {
    await node.set(key, 'no number', 60_000);
    const [before, count, after] = await Promise.allSettled([
      node.get(key),
      node.count(key, 60_000),
      node.get(key),
    ]);
    expect(before.status).toBe('fulfilled');
    expect(count).toMatchObject({ reason: expect.any(MemcachedError) });
    // It may have misunderstood where a command ends: that connection is not gone on with.
    expect(after).toMatchObject({ reason: expect.any(StoreUnavailableError) });
    await until(async () => (await node.get(key).catch(() => null))?.value === 'no number');
  });
});

describe('what is no Memcached', () => {
  it.each([
    ['says something else', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'What answers is not Memcached'],
    ['is too old', 'ERROR\r\n', 'it must be version 1.6 or newer'],
    ['wants a password', 'CLIENT_ERROR unauthenticated\r\n', 'refuses to work with us'],
    ['says more than it was asked for', 'MN\r\nHD\r\n', 'said, unasked: HD'],
  ])('is not used if it %s', async (_, words, reason) => {
    const port = await listening(
      createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.write(words));
      }),
    );
    const memcached = open({ nodes: [{ host: '127.0.0.1', port }] });
    await until(() => log.some(({ error }) => error?.includes(reason)));
    await until(() => !memcached.nodeOf('').isUp);
  });

  it('is not waited for', async () => {
    const port = await listening(createServer());
    const memcached = open({ nodes: [{ host: '127.0.0.1', port }] });
    expect(await memcached.ready(10)).toBe(false);
    await expect(memcached.nodeOf('').get('key')).rejects.toThrow(StoreUnavailableError);
    await until(() => log.some(({ error }) => error === 'Memcached does not answer'));
  });

  it('is said once, not with each attempt', async () => {
    const memcached = open({ nodes: [{ host: '127.0.0.1', port: await freePort() }] });
    await until(() => log.length > 0);
    expect(await memcached.ready(300)).toBe(false);
    expect(log).toMatchObject([{ level: 'warn', message: 'Memcached can not be reached' }]);
  });
});

it('takes no more commands than memory is set aside for', async () => {
  const port = await listening(
    createServer((socket) => {
      // Answers that it is there, and then no more.
      socket.once('data', () => socket.write('MN\r\n'));
      socket.on('error', () => {});
    }),
  );
  const memcached = open({ nodes: [{ host: '127.0.0.1', port }], timeout: 1000 });
  expect(await memcached.ready(10_000)).toBe(true);
  const node = memcached.nodeOf('');
  let refusedAtOnce = 0;
  const large = 'x'.repeat(1_000_000);
  const commands = Array.from({ length: 100 }, async (_, i) => {
    let isSettled = false;
    const command = node.set(`key-${i}`, large, 1000).catch((error: unknown) => {
      isSettled = true;
      return error;
    });
    await new Promise(setImmediate);
    if (isSettled) refusedAtOnce++;
    return command;
  });
  for (const error of await Promise.all(commands)) {
    expect(error).toBeInstanceOf(StoreUnavailableError);
  }
  // 32 MB, and what the operating system takes.
  expect(refusedAtOnce).toBeGreaterThan(50);
});

it('lets what is under way finish when it closes', async () => {
  const store = await OwnMemcached.start();
  const memcached = open({ nodes: [store.address] });
  await memcached.ready(10_000);
  const node = memcached.nodeOf('');
  const commands = Array.from({ length: 50 }, (_, i) => node.set(`key-${i}`, 'x', 60_000));
  await memcached.close();
  await Promise.all(commands);
  expect(await store.keys()).toHaveLength(50);
  await expect(node.get('key-1')).rejects.toThrow(StoreUnavailableError);
  await store.stop();
});

describe('TLS', () => {
  let store: OwnMemcached;
  let port: number;

  beforeEach(async () => {
    store = await OwnMemcached.start();
    port = await listening(
      createTlsServer({ key: localhostKey, cert: localhostCertificate }, (socket) => {
        const plain = connect(store.address.port, store.address.host);
        socket.pipe(plain).pipe(socket);
        for (const each of [socket, plain]) each.on('error', () => plain.destroy());
      }).on('tlsClientError', () => {}),
    );
  });

  afterEach(() => store.stop());

  it('is spoken to a node whose certificate is good', async () => {
    const nodes = [{ host: 'localhost', port }];
    const memcached = open({ nodes, tls: { ca: localhostCertificate } });
    expect(await memcached.ready(10_000)).toBe(true);
    await memcached.nodeOf('').set('key', 'value', 60_000);
    expect(await store.contents()).toContain('value');
  });

  it.each([
    ['of nobody that is trusted', 'localhost', true],
    ['of another host', '127.0.0.1', { ca: localhostCertificate }],
  ])('is not spoken where the certificate is %s', async (_, host, tls) => {
    const memcached = open({ nodes: [{ host, port }], tls });
    await until(() => log.some(({ error }) => /self-signed|altnames/i.test(error ?? '')));
    expect(memcached.nodeOf('').isUp).toBe(false);
  });
});
