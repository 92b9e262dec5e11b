import type { QueryResultRow } from 'pg';
import type { BriefStatements } from '../../../../app/database/brief-statements';
import { DatabaseCarrier } from '../../../../app/session/database/database-carrier';
import { createDatabase, type TestDatabase } from '../../database-for-test';
import { briefStatements, makeTable } from '../../database/brief-statements-for-test';
import type { OwnPostgres } from '../../database/own-postgres';
import { TcpProxy } from '../../network/tcp-proxy';
import type { CarrierUnderTest } from '../carrier-under-test';
import type { StoreUnderTest } from '../store-under-test';

type Ask = <Row extends QueryResultRow>(sql: string) => Promise<Row[]>;

/** Makes the table of sessions, unless the app's migrations have made it. */
export function makeSessions(ask: Ask): Promise<void> {
  return makeTable('sessions', 'session/database/migrations/0003_sessions.sql', ask);
}

/** A database of its own that can keep sessions. */
export async function sessionDatabase(): Promise<TestDatabase> {
  const database = await createDatabase();
  await makeSessions((sql) => database.query(sql));
  return database;
}

/** All that is in the table, as text. */
async function contents(ask: Ask): Promise<string> {
  return JSON.stringify(
    await ask(
      `SELECT encode(key, 'base64') AS key, user_id, created_at, seen_at, expires_at, bytes, data
       FROM sessions ORDER BY sessions.key`,
    ),
  );
}

/** Three servers with a database of their own. */
export async function openDatabaseSessions(): Promise<CarrierUnderTest> {
  const database = await sessionDatabase();
  const servers = await Promise.all([1, 2, 3].map(() => briefStatements(database.url)));
  const [a, b, c] = servers.map((statements) => new DatabaseCarrier(statements));
  return {
    servers: [a!, b!, c!],
    contents: () => contents((sql) => database.query(sql)),
    async close() {
      await Promise.all(servers.map((statements) => statements.close()));
      await database.drop();
    },
  };
}

/** A PostgreSQL behind a bad network, with one server's connections to it. */
export class DatabaseUnderTest implements StoreUnderTest {
  readonly isDurable = true;
  readonly carrier: DatabaseCarrier;

  private constructor(
    readonly server: OwnPostgres,
    readonly network: TcpProxy,
    readonly statements: BriefStatements,
  ) {
    this.carrier = new DatabaseCarrier(statements);
  }

  /**
   * @param server that can keep sessions; not stopped by `close`
   * @param timeout of a statement, in milliseconds
   */
  static async open(server: OwnPostgres, timeout: number): Promise<DatabaseUnderTest> {
    const network = await TcpProxy.before(server.port);
    const statements = await briefStatements(server.urlAt(network.port), timeout);
    return new DatabaseUnderTest(server, network, statements);
  }

  ready(milliseconds: number): Promise<boolean> {
    return this.statements.ready(milliseconds);
  }

  kill(): Promise<void> {
    return this.server.kill();
  }

  start(): Promise<void> {
    return this.server.start();
  }

  async close(): Promise<void> {
    await this.statements.close();
    await this.network.close();
  }
}
