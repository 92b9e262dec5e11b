import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { waitFor } from '../../lib/local/processes/wait-for';
import { Browser } from './browser';
import { type TestDatabase, administer, createDatabase } from './database-for-test';
import { ServerProcess, runServer } from './server-process';
import { PASSWORD, newEmail } from './signed-in';

const TABLES = `SELECT table_name AS name FROM information_schema.tables
  WHERE table_schema = 'public' ORDER BY 1`;

describe('server.js migrate', () => {
  let empty: TestDatabase;

  beforeEach(async () => {
    empty = await createDatabase('template1');
  });
  afterEach(() => empty.drop());

  it('is done by one of five servers that try at once; the others wait, and all succeed', async () => {
    // None gets further than its first change before all five are there.
    const barrier = new Client({ connectionString: empty.url });
    await barrier.connect();
    await barrier.query('BEGIN; CREATE SCHEMA migrations');
    const five = Array.from({ length: 5 }, () =>
      runServer(['migrate'], { DATABASE_URL: empty.url }),
    );
    await waitFor(async () => {
      const waiting = await empty.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database()
         AND application_name = 'app migrate' AND wait_event_type = 'Lock'`,
      );
      return waiting.length === 5 || undefined;
    }, 10_000);
    await barrier.query('ROLLBACK');
    await barrier.end();

    const runs = await Promise.all(five);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(runs.filter(({ output }) => output.includes('schema changed'))).toHaveLength(1);
    expect(runs.filter(({ output }) => output.includes('schema is up to date'))).toHaveLength(4);
    expect(await empty.query(TABLES)).toEqual(
      expect.arrayContaining([{ name: 'accounts' }, { name: 'notes' }]),
    );
  });

  it('of an older release leaves a newer schema alone, and its servers work on it: a rollback', async () => {
    const release = process.env['APP_TEST_BUNDLE'] ?? '';
    const newer = mkdtempSync(join(tmpdir(), 'newer-release-'));
    try {
      cpSync(release, newer, { recursive: true });
      writeFileSync(
        join(newer, 'migrations/9999_later.sql'),
        `ALTER TABLE notes ADD COLUMN pinned boolean NOT NULL DEFAULT false;
         CREATE TABLE tags (id uuid PRIMARY KEY);`,
      );
      process.env['APP_TEST_BUNDLE'] = newer;
      await runServer(['migrate'], { DATABASE_URL: empty.url });
    } finally {
      process.env['APP_TEST_BUNDLE'] = release;
      rmSync(newer, { recursive: true });
    }
    const columns = () =>
      empty.query(
        `SELECT table_name, column_name FROM information_schema.columns
         WHERE table_schema = 'public' ORDER BY 1, 2`,
      );
    const before = await columns();
    expect(before).toContainEqual({ table_name: 'notes', column_name: 'pinned' });

    const { code, output } = await runServer(['migrate'], { DATABASE_URL: empty.url });
    expect([code, output]).toEqual([0, expect.stringContaining('schema is up to date')]);
    expect(await columns()).toEqual(before);

    const server = await ServerProcess.start({ DATABASE_URL: empty.url });
    try {
      const ann = new Browser(server.url);
      await ann.post('/sign-up', { email: newEmail(), password: PASSWORD });
      await ann.post('/notes', { text: 'by the older release' });
      expect((await ann.get('/')).text).toContain('by the older release');
    } finally {
      server.signal('SIGTERM');
      await server.exited;
    }
  });

  it('takes no file for a migration that is none', async () => {
    expect(existsSync(join(process.env['APP_TEST_BUNDLE'] ?? '', 'migrations/README.md'))).toBe(
      true,
    );
    await runServer(['migrate'], { DATABASE_URL: empty.url });
    const done = await empty.query<{ name: string }>('SELECT name FROM migrations.done');
    expect(done.map(({ name }) => name).filter((name) => !/^\d{4}_/.test(name))).toEqual([]);
  });

  it('says why, and changes nothing, when it fails', async () => {
    await empty.query('CREATE TABLE notes ()');
    const { code, output } = await runServer(['migrate'], { DATABASE_URL: empty.url });
    expect(code).toBe(1);
    expect(output).toContain('relation \\"notes\\" already exists');
    const done = await empty.query('SELECT name FROM migrations.done');
    expect(done).toEqual([{ name: '0001_accounts' }]);
  });

  it('says why when there is no PostgreSQL, or no address of one', async () => {
    const nobody = await runServer(['migrate'], { DATABASE_URL: 'postgres://app@127.0.0.1:1/app' });
    expect([nobody.code, nobody.output]).toEqual([1, expect.stringContaining('ECONNREFUSED')]);
    const none = await runServer(['migrate'], { DATABASE_URL: '' });
    expect([none.code, none.output]).toEqual([
      1,
      expect.stringContaining('DATABASE_URL is missing'),
    ]);
  });

  describe('as the master user', () => {
    const role = `app_${process.pid}`;
    let secrets: Server;
    let environment: Record<string, string>;

    beforeAll(async () => {
      const master = new URL(process.env['DATABASE_URL'] ?? '');
      const secret = { username: master.username, password: master.password || 'unused' };
      // What Secrets Manager answers; the request is the SDK's own.
      secrets = createServer((request, response) => {
        const known = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue';
        response.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify({ SecretString: JSON.stringify(secret) }));
      });
      await new Promise<void>((resolve) => {
        secrets.listen(0, '127.0.0.1', resolve);
      });
      environment = {
        DATABASE_ADMIN_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:master',
        AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(secrets.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      };
    });
    afterAll(async () => {
      secrets.close();
      await administer(`DROP ROLE IF EXISTS ${role}`);
    });

    /** The same database, as the role of the servers. */
    function asServer() {
      const url = new URL(empty.url);
      url.username = role;
      url.password = '';
      url.searchParams.set('sslmode', 'disable');
      return url.href;
    }

    it('makes the servers’ role, which reads and writes rows and changes no schema', async () => {
      const migrate = () => runServer(['migrate'], { DATABASE_URL: asServer(), ...environment });
      const [first, second] = await Promise.all([migrate(), migrate()]);
      expect([first.code, second.code]).toEqual([0, 0]);

      const as = async (sql: string) => {
        try {
          await empty.query(`SET ROLE ${role}; ${sql}`);
          return 'may';
        } catch (error) {
          return (error as Error).message;
        }
      };
      await empty.query('CREATE TABLE later (id bigint GENERATED ALWAYS AS IDENTITY)');
      expect({
        write: await as(`INSERT INTO accounts (email, password) VALUES ('a@b.c', 'x')`),
        change: await as(`UPDATE accounts SET password = 'y'`),
        read: await as('SELECT * FROM notes'),
        remove: await as('DELETE FROM accounts'),
        'write to a table made later': await as('INSERT INTO later DEFAULT VALUES'),
        'make a table': await as('CREATE TABLE mine ()'),
        'drop a table': await as('DROP TABLE notes'),
        'empty a table': await as('TRUNCATE notes'),
        'say that a migration is done': await as('SELECT * FROM migrations.done'),
        'make a role': await as('CREATE ROLE another'),
        'make a schema': await as('CREATE SCHEMA mine'),
        'make a temporary table': await as('CREATE TEMPORARY TABLE mine ()'),
      }).toEqual({
        write: 'may',
        change: 'may',
        read: 'may',
        remove: 'may',
        'write to a table made later': 'may',
        'make a table': 'permission denied for schema public',
        'drop a table': 'must be owner of table notes',
        'empty a table': 'permission denied for table notes',
        'say that a migration is done': 'permission denied for schema migrations',
        'make a role': 'permission denied to create role',
        'make a schema': expect.stringMatching(/^permission denied for database/),
        'make a temporary table': expect.stringMatching(/^permission denied to create temporary/),
      });
      const [powers] = await empty.query(
        `SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolpassword
         FROM pg_authid WHERE rolname = $1`,
        [role],
      );
      expect(powers).toEqual({
        rolsuper: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        rolbypassrls: false,
        rolpassword: null,
      });
      await empty.query(`DROP OWNED BY ${role}`);
    });

    it('lets the servers’ role sign in by IAM tokens where there is RDS', async () => {
      // What RDS has, and grants its meaning.
      await administer('CREATE ROLE rds_iam');
      try {
        await runServer(['migrate'], { DATABASE_URL: asServer(), ...environment });
        const members = await empty.query(
          `SELECT pg_has_role($1, 'rds_iam', 'MEMBER') AS is_member`,
          [role],
        );
        expect(members).toEqual([{ is_member: true }]);
        await empty.query(`DROP OWNED BY ${role}`);
      } finally {
        await administer('DROP ROLE rds_iam');
      }
    });

    it('refuses to sign in where the server’s certificate is not RDS’s', async () => {
      const url = new URL(asServer());
      url.searchParams.set('sslmode', 'verify-full');
      const { code, output } = await runServer(['migrate'], {
        ...environment,
        DATABASE_URL: url.href,
      });
      expect(code).toBe(1);
      expect(output).toMatch(/does not support SSL|certificate/);
    });

    it('says which secret is none, and nothing of what is in it', async () => {
      secrets.removeAllListeners('request');
      secrets.on('request', (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify({ SecretString: 'hunter2 is no JSON' }));
      });
      const { code, output } = await runServer(['migrate'], {
        ...environment,
        DATABASE_URL: asServer(),
      });
      expect(code).toBe(1);
      expect(output).toContain('secret:master: not a secret with username and password');
      expect(output).not.toContain('hunter2');
    });
  });
});
