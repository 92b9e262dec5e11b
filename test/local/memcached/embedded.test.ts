import { connect } from 'node:net';
import { memcachedService } from '../../../lib/local/memcached/memcached';
import { findMemcached } from '../../../lib/local/memcached/programs';
import { waitFor } from '../../../lib/local/processes/wait-for';
import type { RunningService } from '../../../lib/local/service';
import { makeProject, removeProject } from '../project';

jest.setTimeout(30_000);

const PATH = process.env['PATH'];
const isReal = findMemcached(undefined, PATH).command !== process.execPath;

const root = makeProject();
let embedded: RunningService;
let real: RunningService | undefined;

beforeAll(async () => {
  const start = (source: 'path' | 'embedded') =>
    memcachedService.start({ root, ephemeral: true, source, environment: { PATH } });
  embedded = await start('embedded');
  if (isReal) real = await start('path');
});

afterAll(async () => {
  await Promise.all([embedded.stop(), real?.stop()]);
  removeProject(root);
});

/** Sends it all in pieces of so many bytes, and closes; whatever came back. */
function dialogue({ url }: RunningService, commands: string, piece = Infinity): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.split(':')[1]), '127.0.0.1').setNoDelay(true);
    let received = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
    socket.on('error', reject).on('close', () => resolve(received));
    const bytes = Buffer.from(`${commands}quit\r\n`, 'latin1');
    const send = (from: number) => {
      const to = Math.min(bytes.length, from + piece);
      socket.write(bytes.subarray(from, to), () => to < bytes.length && setImmediate(send, to));
    };
    send(0);
  });
}

const X250 = 'x'.repeat(250);
const X251 = 'x'.repeat(251);

/** Each by itself, on an empty server: what it is, and the commands. */
const SCRIPTS: [string, ...string[]][] = [
  ['set and get', 'set a 5 0 3', 'abc', 'get a', 'get b', 'get a b a', 'gets b'],
  ['no reply', 'set a 5 0 3 noreply', 'abc', 'delete b noreply', 'incr b 1 noreply', 'get a'],
  ['add', 'add a 0 0 1', 'x', 'add a 0 0 1', 'y', 'get a'],
  ['replace', 'replace a 0 0 1', 'x', 'set a 0 0 1', 'y', 'replace a 0 0 1', 'z', 'get a'],
  ['append', 'append a 0 0 1', 'x', 'set a 7 0 1', 'y', 'append a 0 0 2', 'zz', 'get a'],
  ['prepend', 'prepend a 0 0 1', 'x', 'set a 7 0 1', 'y', 'prepend a 0 0 2', 'zz', 'get a'],
  ['cas', 'cas a 0 0 1 1', 'x', 'set a 0 0 1', 'y', 'cas a 0 0 1 999999', 'z', 'get a'],
  ['delete', 'delete a', 'set a 0 0 1', 'x', 'delete a', 'get a'],
  ['incr', 'incr a 1', 'set a 0 0 1', '9', 'incr a 1', 'incr a x', 'incr a -1', 'get a'],
  ['decr', 'set a 0 0 3', '100', 'decr a 1', 'get a', 'incr a 5', 'decr a 999', 'get a'],
  ['64 bits', 'set a 0 0 20', '18446744073709551615', 'incr a 1', 'incr a 18446744073709551616'],
  ['no number', 'set a 0 0 1', 'x', 'incr a 1', 'decr a 1', 'get a'],
  ['touch', 'touch a 1', 'set a 0 0 1', 'x', 'touch a 100', 'mg a t', 'touch a -1', 'get a'],
  ['gat', 'gat 100 a', 'set a 0 0 1', 'x', 'gat 100 a b', 'mg a t'],
  ['over at once', 'set a 0 -1 1', 'x', 'get a', 'set b 0 1 1', 'y'],
  ['thirty days', 'set a 0 2592000 1', 'x', 'mg a t', 'set b 0 2592001 1', 'x', 'get b'],
  ['flush', 'set a 0 0 1', 'x', 'flush_all', 'get a'],
  ['odd words', 'get', 'gets', 'bogus', 'GET a', '', ' ', 'verbosity 1'],
  ['long keys', `set ${X250} 0 0 1`, 'x', `get ${X250}`, `get ${X251}`, `delete ${X250}`],
  ['data that ends early', 'set a 0 0 3', 'ab', '', 'get a'],
  ['data of no length', 'set a 0 0 0', '', 'get a', 'ms b 0', '', 'mg b v s'],
  ['data like commands', 'set a 0 0 12', 'get a\r\nquit\r', 'get a'],
  ['meta set', 'ms a 3', 'abc', 'mg a v', 'mg a', 'mg a s v f t k', 'mg a k Oxyz v', 'mg b v k'],
  [
    'meta set, its answer',
    'ms a 1 k Oq1',
    'x',
    'ms a 1 F9',
    'y',
    'mg a f v',
    'ms a 1 T60',
    'z',
    'mg a t',
  ],
  ['meta swap', 'ms a 1 C1', 'x', 'ms a 1', 'y', 'ms a 1 C99999999', 'z', 'mg a v'],
  ['meta add', 'ms a 1 ME', 'x', 'ms a 1 ME', 'y', 'mg a v', 'ms a 1 MX', 'y'],
  ['meta replace', 'ms a 1 MR', 'x', 'ms a 1', 'y', 'ms a 1 MR', 'z', 'mg a v'],
  [
    'meta append',
    'ms a 1 MA',
    'x',
    'ms a 1 F3',
    'y',
    'ms a 2 MA',
    'zz',
    'ms a 1 MP',
    '-',
    'mg a v f',
  ],
  ['meta delete', 'md a', 'ms a 1', 'x', 'md a C99999999', 'md a k Oq', 'mg a v', 'md a q', 'mn'],
  ['meta count', 'ma a', 'ma a N60 J5 v t', 'ma a v', 'ma a D10 v k', 'ma a MD D3 v', 'ma a M- v'],
  ['meta count, no number', 'ms a 1', 'x', 'ma a', 'ma a D-1', 'ma a Dx', 'mg a v'],
  ['meta count down', 'ms a 3', '100', 'ma a MD v', 'ma a MD v', 'ma a MD D999 v', 'mg a v'],
  ['meta touch', 'mg a T60', 'ms a 1', 'x', 'mg a T60', 'mg a t', 'ma b N10 T99', 'mg b t'],
  ['meta, quietly', 'mg a v q', 'ms a 1 q', 'x', 'mg a v q', 'ms a 1 MR q', 'y', 'ma b q', 'mn'],
  ['meta, odd', 'mg', 'ms', 'md', 'ma', 'mn', 'mg a !', `mg ${X251} v`, 'ms a', 'ms a x', 'mn'],
  ['not ASCII', 'set é 7 0 2', 'éß', 'get é', 'mg é v k'],
];

const MEGABYTE = 1024 * 1024;

/** Versions count for a server as a whole; figures differ. */
const withoutVersions = (answers: string) => answers.replaceAll(/\bc\d+/g, 'c#');

(isReal ? describe : describe.skip)('the embedded Memcached answers as a real one does', () => {
  it.each(SCRIPTS)('to %s', async (_, ...lines) => {
    const commands = lines.map((line) => `${line}\r\n`).join('');
    for (const piece of [Infinity, 1]) {
      const answers = [];
      for (const server of [real!, embedded]) {
        await dialogue(server, 'flush_all\r\n');
        answers.push(withoutVersions(await dialogue(server, commands, piece)));
      }
      expect(answers[1]).toBe(answers[0]);
    }
  });

  it.each([
    ['fits', MEGABYTE - 1000],
    ['is too large', MEGABYTE],
    ['is far too large', 3 * MEGABYTE],
  ])('to a value that %s', async (_, size) => {
    const value = 'x'.repeat(size);
    const commands =
      `set a 0 0 3\r\nold\r\nset a 0 0 ${size}\r\n${value}\r\nmg a s\r\n` +
      `ms b 3\r\nold\r\nms b ${size}\r\n${value}\r\nmg b s\r\n`;
    const answers = [];
    for (const server of [real!, embedded]) answers.push(await dialogue(server, commands));
    expect(answers[1]).toBe(answers[0]);
  });
});

describe('the embedded Memcached', () => {
  it('names its items', async () => {
    await dialogue(embedded, 'flush_all\r\nset a 0 0 1\r\nx\r\nset b 0 100 1\r\nx\r\n');
    const answer = await dialogue(embedded, 'lru_crawler metadump all\r\n');
    expect(answer).toMatch(/^key=a exp=-1 .*\nkey=b exp=\d+ .*\nEND\r\n$/);
    expect(await dialogue(embedded, 'stats\r\n')).toContain('STAT curr_items 2\r\n');
  });

  it('forgets what was used least recently when it is full', async () => {
    const value = 'x'.repeat(900_000);
    await dialogue(embedded, 'flush_all\r\n');
    for (let i = 0; i < 80; i++) {
      await dialogue(embedded, `get key0\r\nset key${i} 0 0 900000\r\n${value}\r\n`);
    }
    const kept = await dialogue(embedded, 'mg key0\r\nmg key1\r\nmg key79\r\n');
    expect(kept).toBe('HD\r\nEN\r\nHD\r\n');
  });

  it('does not wait for a line that never ends', async () => {
    // It hangs up: `quit` was never read.
    await dialogue(embedded, 'x'.repeat(10_000)).catch(() => {});
    expect(await dialogue(embedded, 'mn\r\n')).toBe('MN\r\n');
  });

  it('ends items by the second', async () => {
    await dialogue(embedded, 'set a 0 1 1\r\nx\r\n');
    const gone = async () =>
      (await dialogue(embedded, 'get a\r\n')) === 'END\r\n' ? true : undefined;
    expect(await waitFor(gone, 5000)).toBe(true);
  });
});
