import {
  chownSync,
  closeSync,
  cpSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  mkdirSync,
  chmodSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import { dataFolder } from '../../../lib/local/data-folder';
import { findPostgres } from '../../../lib/local/postgres/programs';
import { freePort } from '../../../lib/local/processes/free-port';
import {
  type GuardedProcess,
  type Order,
  startGuarded,
} from '../../../lib/local/processes/guarded-process';
import { unprivilegedAccount } from '../../../lib/local/processes/unprivileged-account';
import { waitFor } from '../../../lib/local/processes/wait-for';
import { readText } from '../../../lib/local/read-text';

const ROOT = resolve(__dirname, '../../..');
// PostgreSQL refuses to run as root.
const account = unprivilegedAccount('postgres');
const programs = findPostgres(ROOT, undefined, account, process.env['PATH']);

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  // A standby asks for what was written while it was being copied.
  wal_keep_size: '64MB',
  max_connections: '60',
};

/** A PostgreSQL that belongs to one test file, to kill, to start again, and to have a standby of. */
export class OwnPostgres {
  #server: GuardedProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** A new and empty one. */
  static async start(): Promise<OwnPostgres> {
    const folder = dataFolder(ROOT, 'own-postgres', true, account);
    const postgres = new OwnPostgres(await freePort(), folder, SETTINGS);
    own(folder);
    await postgres.#launch({
      command: programs.initdb,
      args: [
        '-D',
        join(folder, 'new'),
        '-U',
        'postgres',
        '--auth=trust',
        '-E',
        'UTF8',
        '--no-sync',
      ],
      unfinished: join(folder, 'new'),
      finished: postgres.#data,
    });
    return postgres;
  }

  get url(): string {
    return this.urlAt(this.port);
  }

  /** Its address by way of something that listens at another port. */
  urlAt(port: number, database = 'postgres'): string {
    return `postgres://postgres@127.0.0.1:${port}/${database}`;
  }

  get #data(): string {
    return join(this.folder, 'data');
  }

  /** After `kill`: the same data, at the same address. */
  async start(): Promise<void> {
    rmSync(join(this.#data, 'postmaster.pid'), { force: true });
    await this.#launch();
  }

  /** At once, by SIGKILL: nothing is tidied up, no connection is told. */
  async kill(): Promise<void> {
    await this.#server?.stop();
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Asks it directly, past whatever stands between it and the code under test. */
  async query<Row extends QueryResultRow>(
    sql: string,
    values: unknown[] = [],
    database = 'postgres',
  ): Promise<Row[]> {
    const client = new Client({ connectionString: this.urlAt(this.port, database) });
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  /**
   * A streaming replica of it, copied as PostgreSQL's manual says for those without pg_basebackup, which
   * not every installation has. From then on each commit waits until the standby has it, too.
   * https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
   */
  async standby(): Promise<OwnPostgres> {
    const folder = dataFolder(ROOT, 'own-postgres', true, account);
    const replica = new OwnPostgres(await freePort(), folder, {
      ...SETTINGS,
      primary_conninfo: `host=127.0.0.1 port=${this.port} user=postgres application_name=standby`,
    });
    const client = new Client({ connectionString: this.url });
    await client.connect();
    await client.query(`SELECT pg_backup_start('standby', true)`);
    const notOfTheCopy = ['postmaster.pid', 'postmaster.opts'];
    cpSync(this.#data, replica.#data, {
      recursive: true,
      // What is removed while it is copied is none of the copy's.
      filter: (path) => !notOfTheCopy.some((name) => path.endsWith(name)),
    });
    const { rows } = await client.query<{ labelfile: string }>(
      'SELECT labelfile FROM pg_backup_stop(false)',
    );
    await client.end();
    writeFileSync(join(replica.#data, 'backup_label'), rows[0]!.labelfile);
    writeFileSync(join(replica.#data, 'standby.signal'), '');
    own(folder);
    chmodSync(replica.#data, 0o700);
    await replica.#launch();
    await this.query(`ALTER SYSTEM SET synchronous_standby_names = 'standby'`);
    await this.query('SELECT pg_reload_conf()');
    const isSynchronous = await waitFor(async () => {
      const rows = await this.query(
        `SELECT FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'`,
      );
      return rows.length === 1 || undefined;
    }, 20_000);
    if (!isSynchronous) throw new Error(`The standby does not follow:\n${replica.#log}`);
    // Commits begin to wait when the checkpointer has read the new setting, too.
    await this.query('CHECKPOINT');
    return replica;
  }

  /** The standby becomes the primary, and waits for no standby of its own. */
  async promote(): Promise<void> {
    await this.query(`ALTER SYSTEM SET synchronous_standby_names = ''`);
    await this.query('SELECT pg_promote()');
    await this.query('SELECT pg_reload_conf()');
  }

  get #log(): string {
    return readText(join(this.folder, 'log'));
  }

  async #launch(preparation?: Order['preparation']): Promise<void> {
    const output = openSync(join(this.folder, 'log'), 'a');
    const settings = Object.entries({ ...this.settings, port: String(this.port) });
    const server = startGuarded(
      {
        command: programs.postgres,
        args: [
          '-D',
          this.#data,
          ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ],
        cwd: this.folder,
        account,
        preparation,
        stopSignals: [],
        graceMilliseconds: 0,
        removeAtEnd: [],
      },
      process.env,
      output,
    );
    closeSync(output);
    this.#server = server;
    let ended = false;
    void server.ended.then(() => (ended = true));
    const isUp = await waitFor(
      async () =>
        ended
          ? false
          : this.query('SELECT 1').then(
              () => true,
              () => undefined,
            ),
      30_000,
    );
    if (!isUp) throw new Error(`The PostgreSQL of this test did not start:\n${this.#log}`);
  }
}

/** Gives a folder, with all in it, to the account that PostgreSQL runs as. */
function own(folder: string): void {
  mkdirSync(folder, { recursive: true });
  if (!account) return;
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const path of ['.', ...paths]) chownSync(join(folder, path), account.uid, account.gid);
}
