import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address } from '../../../app/memcached/address';
import { findMemcached } from '../../../lib/local/memcached/programs';
import { freePort } from '../../../lib/local/processes/free-port';
import { startGuarded, type GuardedProcess } from '../../../lib/local/processes/guarded-process';
import { unprivilegedAccount } from '../../../lib/local/processes/unprivileged-account';
import { waitFor } from '../../../lib/local/processes/wait-for';
import type { Source } from '../../../lib/local/service';

/** What is moved between lists while `keys` reads them is not in its answer. The embedded one looks at none of these. */
const STILL = ['-o', 'no_lru_maintainer'];

const wanted = process.env['LOCAL_SERVICES'] === 'embedded' ? 'embedded' : undefined;

/** Whether there is one on PATH that the tests may take. */
export const hasRealMemcached =
  findMemcached(wanted, process.env['PATH']).command !== process.execPath;

/**
 * A Memcached that belongs to one test file, to look into, to kill and to start again: a real one where it
 * is on PATH, else the embedded one. LOCAL_SERVICES=embedded takes the embedded one in any case.
 */
export class OwnMemcached {
  readonly #folder = mkdtempSync(join(tmpdir(), 'own-memcached-'));
  readonly #source: Source | undefined;
  readonly #more: readonly string[];
  #server: GuardedProcess | undefined;

  private constructor(
    readonly address: Address,
    source: Source | undefined,
    more: readonly string[],
  ) {
    this.#source = source;
    this.#more = more;
  }

  /** @param more arguments of a real one */
  static async start(source = wanted, more: readonly string[] = []): Promise<OwnMemcached> {
    const address = { host: '127.0.0.1', port: await freePort() };
    const memcached = new OwnMemcached(address, source as Source | undefined, more);
    await memcached.start();
    return memcached;
  }

  /** At the same address as before, and empty. */
  async start(): Promise<void> {
    const program = findMemcached(this.#source, process.env['PATH']);
    const account =
      program.command === process.execPath ? undefined : unprivilegedAccount('memcache');
    const { port } = this.address;
    const output = openSync(join(this.#folder, 'log'), 'a');
    const server = startGuarded(
      {
        command: program.command,
        args: [...program.args(port), ...STILL, ...this.#more],
        cwd: this.#folder,
        ...(account && { account }),
        // At once, by SIGKILL.
        stopSignals: [],
        graceMilliseconds: 0,
        removeAtEnd: [],
      },
      { ...process.env, PORT: String(port) },
      output,
    );
    closeSync(output);
    this.#server = server;
    const isUp = waitFor(() => canConnect(port), 10_000);
    const ended = server.ended.then((code) => {
      throw new Error(`The Memcached of this test did not start: exit code ${code}`);
    });
    if (!(await Promise.race([isUp, ended]))) throw new Error('No Memcached after 10 s');
  }

  /** Sends commands directly, past whatever stands between it and the code under test; all answers. */
  ask(...commands: string[]): Promise<string> {
    return converse(this.address.port, `${commands.join('\r\n')}\r\n`);
  }

  /** The keys of all items. */
  async keys(): Promise<string[]> {
    // While it looks through its items by itself it is BUSY.
    const dump = await waitFor(async () => {
      // It doesn't go on to a next command on this connection by itself.
      const answer = await exchange(
        this.address.port,
        'lru_crawler metadump all\r\n',
        /END\r\n$|^BUSY/,
      );
      return answer.startsWith('BUSY') ? undefined : answer;
    }, 10_000);
    return [...dump!.matchAll(/^key=(\S+)/gm)]
      .map(([, key]) => decodeURIComponent(key!))
      .toSorted();
  }

  /**
   * Everything in it, keys and values, as text; but what is over and only not forgotten yet, which it is
   * up to two seconds later.
   */
  async contents(): Promise<string> {
    const keys = await this.keys();
    const items = await Promise.all(keys.map((key) => this.ask(`mg ${key} t k v`)));
    return items
      .filter((item) => !/^(?:EN|VA \d+ t[012] )/.test(item))
      .map((item) => item.replace(/ t\d+/, ''))
      .join('');
  }

  async kill(): Promise<void> {
    await this.#server?.stop();
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Sends the text of any commands, and one that tells where their answers end. */
async function converse(port: number, commands: string): Promise<string> {
  const answers = await exchange(port, `${commands}mn\r\n`, /MN\r\n$/);
  return answers.slice(0, -4);
}

function exchange(port: number, commands: string, end: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.setEncoding('latin1').setNoDelay(true);
    socket.on('data', (chunk: string) => {
      received += chunk;
      if (!end.test(received)) return;
      socket.destroy();
      resolve(Buffer.from(received, 'latin1').toString());
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`The connection was closed after ${received}`)));
    socket.write(commands);
  });
}

function canConnect(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (is: true | undefined) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(undefined));
  });
}
