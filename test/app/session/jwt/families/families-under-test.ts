import { pino, type Logger } from 'pino';
import { Writable } from 'node:stream';
import { BriefStatements } from '../../../../../app/database/brief-statements';
import {
  FamilyCarrier,
  type Revocation,
} from '../../../../../app/session/jwt/families/family-carrier';
import { SessionTokens } from '../../../../../app/session/jwt/session-tokens';
import type { TestDatabase } from '../../../database-for-test';
import type { CarrierUnderTest } from '../../carrier-under-test';
import { nowInSeconds } from '../forge';
import { PUBLIC_URL, ringOf, type Ring } from '../jwt-under-test';
import { createDatabaseWithFamilies } from './database-with-families';

/** Milliseconds that a statement may take: long, unless that is the subject; the machine of a test may be busy. */
const PATIENT = 5000;

/** Servers and the database that they share. */
export class FamiliesUnderTest {
  /** What the servers logged. */
  readonly log: { userId?: string; msg: string }[] = [];
  readonly #logger: Logger;
  readonly #statements: BriefStatements[] = [];
  /** Of all servers that are not given another one. */
  readonly ring = ringOf();

  private constructor(readonly database: TestDatabase) {
    const write = (chunk: Buffer, _encoding: unknown, done: () => void) => {
      this.log.push(JSON.parse(chunk.toString()));
      done();
    };
    this.#logger = pino({ level: 'warn' }, new Writable({ write }));
  }

  static async open(): Promise<FamiliesUnderTest> {
    return new FamiliesUnderTest(await createDatabaseWithFamilies());
  }

  /** A server, with connections of its own. */
  async server({
    ring = this.ring,
    revocation = 'within-minutes',
    accessLife,
    url = this.database.url,
    timeout = PATIENT,
  }: {
    ring?: Ring;
    revocation?: Revocation;
    accessLife?: number;
    url?: string;
    timeout?: number;
  } = {}): Promise<FamilyCarrier> {
    const options = async () => ({ connectionString: url });
    const statements = new BriefStatements(options, timeout, this.#logger);
    this.#statements.push(statements);
    if (!(await statements.ready(10_000))) throw new Error(`No PostgreSQL at ${url}`);
    const tokens = new SessionTokens(ring, PUBLIC_URL);
    return new FamilyCarrier(ring, tokens, statements, revocation, this.#logger, accessLife);
  }

  /** The same token, but for its access, which is over or has so many seconds left: the next request refreshes it. */
  withAccess(token: string, seconds = 0): string {
    const end = token.lastIndexOf('.');
    const tokens = new SessionTokens(this.ring, PUBLIC_URL);
    const claims = tokens.read(token.slice(0, end))!;
    return tokens.write({ ...claims, expiresAt: nowInSeconds() + seconds }) + token.slice(end);
  }

  /** As if so much time had passed since the last refresh of this session. */
  async later(id: string, seconds: number): Promise<void> {
    await this.database.query(
      `UPDATE session_families SET refreshed_at = refreshed_at - $1 * interval '1 s' WHERE id = $2`,
      [seconds, Buffer.from(id, 'base64url')],
    );
  }

  /** All that is in the table, as text. */
  async contents(): Promise<string> {
    const rows = await this.database.query<{ row: string }>(
      'SELECT f::text AS row FROM session_families AS f ORDER BY id',
    );
    return rows.map(({ row }) => row).join('\n');
  }

  async close(): Promise<void> {
    await Promise.all(this.#statements.map((statements) => statements.close()));
    await this.database.drop();
  }
}

/** Three servers with a database of their own. */
export async function openFamilies(revocation: Revocation): Promise<CarrierUnderTest> {
  const test = await FamiliesUnderTest.open();
  // A session that was ended is dead everywhere within so many milliseconds.
  const options = { revocation, accessLife: 2000 };
  const [a, b, c] = await Promise.all([1, 2, 3].map(() => test.server(options)));
  return {
    servers: [a!, b!, c!],
    contents: () => test.contents(),
    close: () => test.close(),
  };
}
