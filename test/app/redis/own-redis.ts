import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { freePort } from '../../../lib/local/processes/free-port';
import { startGuarded, type GuardedProcess } from '../../../lib/local/processes/guarded-process';
import { findRedis, type RedisKind, type RedisProgram } from '../../../lib/local/redis/programs';
import { redisKind } from '../../../lib/local/session-store';

/** LOCAL_SERVICES=embedded takes the embedded one in any case. */
function found(kind: RedisKind): RedisProgram {
  const source = process.env['LOCAL_SERVICES'] === 'embedded' ? 'embedded' : undefined;
  return findRedis(kind, source, process.env['PATH']);
}

/** Not the embedded one, which knows no replicas and keeps no statistics. */
export const isRealRedis = found(redisKind).isDurable;

interface OwnRedisOptions {
  /** Default: the project's own. */
  kind?: RedisKind;
  /** More lines of redis.conf; the embedded one takes none. */
  settings?: readonly string[];
}

/**
 * A Redis that belongs to one test file, to look into, to kill and to start again: a real one where it is
 * on PATH, else the embedded one.
 */
export class OwnRedis {
  readonly #folder = mkdtempSync(join(tmpdir(), 'own-redis-'));
  #server: GuardedProcess | undefined;
  #admin: ReturnType<typeof adminOf> | undefined;
  /** Its process, while it is stalled. */
  #stalled: number | undefined;

  private constructor(
    readonly port: number,
    private readonly program: RedisProgram,
    private readonly settings: readonly string[],
  ) {}

  static async start(options: OwnRedisOptions = {}): Promise<OwnRedis> {
    const { kind = redisKind, settings = [] } = options;
    const redis = new OwnRedis(await freePort(), found(kind), settings);
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** At the same address as before, and empty. */
  async start(): Promise<void> {
    const settings = join(this.#folder, 'redis.conf');
    writeFileSync(settings, settingsFor(this.port, this.#folder, this.settings));
    const output = openSync(join(this.#folder, 'log'), 'a');
    const server = startGuarded(
      {
        command: this.program.command,
        args: this.program.args(settings),
        cwd: this.#folder,
        // At once, by SIGKILL.
        stopSignals: [],
        graceMilliseconds: 0,
        removeAtEnd: [],
      },
      { ...process.env, PORT: String(this.port), PASSWORD: '' },
      output,
    );
    closeSync(output);
    this.#server = server;
    this.#admin = adminOf(this.url);
    await Promise.race([
      this.#admin.connect(),
      server.ended.then((code) => {
        throw new Error(`The Redis of this test did not start: exit code ${code}`);
      }),
    ]);
  }

  /** Asks it directly, past whatever stands between it and the code under test. */
  async ask<Reply>(...args: string[]): Promise<Reply> {
    if (!this.#admin) throw new Error('Not started');
    return this.#admin.sendCommand<Reply>(args);
  }

  /** Everything in it, keys and values, as text. */
  async contents(): Promise<string> {
    const keys = (await this.ask<string[]>('KEYS', '*')).toSorted();
    const values = keys.map(async (key) => {
      const type = await this.ask<string>('TYPE', key);
      return this.ask(...(type === 'hash' ? ['HGETALL', key] : ['ZRANGE', key, '0', '-1']));
    });
    return JSON.stringify({ keys, values: await Promise.all(values) });
  }

  /** It keeps its connections open and answers nothing, as a machine that hangs. For a real one only. */
  async stall(): Promise<void> {
    const [, pid] = /process_id:(\d+)/.exec(await this.ask('INFO', 'server'))!;
    this.#stalled = Number(pid);
    process.kill(this.#stalled, 'SIGSTOP');
  }

  resume(): void {
    if (this.#stalled !== undefined) process.kill(this.#stalled, 'SIGCONT');
    this.#stalled = undefined;
  }

  async kill(): Promise<void> {
    this.#admin?.destroy();
    await this.#server?.stop();
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function adminOf(url: string) {
  // While the server starts nobody listens yet.
  return createClient({ url, socket: { reconnectStrategy: 20 } }).on('error', () => {});
}

function settingsFor(port: number, folder: string, extra: readonly string[]): string {
  return [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    'save ""',
    'repl-diskless-sync-delay 0',
    ...extra,
    '',
  ].join('\n');
}
