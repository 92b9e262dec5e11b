import { Client } from 'pg';
import type { BriefStatements } from '../../../../app/database/brief-statements';
import { Cleaner } from '../../../../app/database/cleaner';
import type { Database } from '../../../../app/database/database';
import { SessionEndedError } from '../../../../app/session/errors';
import {
  DatabaseCarrier,
  expiringSessions,
} from '../../../../app/session/database/database-carrier';
import { keyOf } from '../../../../app/session/database/session-keys';
import type { TestDatabase } from '../../database-for-test';
import { briefStatements } from '../../database/brief-statements-for-test';
import { until } from '../until';
import { LONG, Visitor } from '../visitor';
import { sessionDatabase } from './database-under-test';

let database: TestDatabase;
let statements: BriefStatements;
let carrier: DatabaseCarrier;
/** Somebody else in the database, whose transactions last as long as a test wants. */
let other: Client;

beforeAll(async () => {
  database = await sessionDatabase();
  statements = await briefStatements(database.url);
  carrier = new DatabaseCarrier(statements);
  other = new Client({ connectionString: database.url });
  await other.connect();
});

afterAll(async () => {
  await other.end();
  await statements.close();
  await database.drop();
});

beforeEach(() => database.query('TRUNCATE sessions'));

async function signedIn(userId: string): Promise<Visitor> {
  const visitor = new Visitor();
  await visitor.request(carrier, (session) => session.signIn(userId));
  return visitor;
}

const isAlive = (visitor: Visitor) =>
  visitor.copy().request(carrier, (session) => session.userId !== null);

const lock = (visitor: Visitor) =>
  other
    .query('BEGIN')
    .then(() =>
      other.query('SELECT FROM sessions WHERE key = $1 FOR UPDATE', [keyOf(visitor.token!)]),
    );
const release = () => other.query('COMMIT');

/** So many of the carrier's statements wait for a lock. */
const waiting = (count: number) =>
  until(async () => {
    const rows = await database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database()
       AND application_name = 'brief test' AND wait_event_type = 'Lock'`,
    );
    return rows.length === count;
  });

describe('what is in the table', () => {
  it('is one row a session, which ends when its timeouts say', async () => {
    const short = new Visitor(null, { idle: 50_000, absolute: 60_000, renewAfter: 0 });
    await short.request(carrier, (session) => session.set('a', 1));
    const left = async () => {
      const [row] = await database.query<{ left: number }>(
        'SELECT extract(epoch FROM expires_at - now())::float8 AS left FROM sessions',
      );
      return row!.left;
    };
    expect(await left()).toBeGreaterThan(40);
    expect(await left()).toBeLessThanOrEqual(50);
    const late = new Visitor(short.token, { idle: 50_000, absolute: 30_000, renewAfter: 0 });
    await late.request(carrier, (session) => session.set('a', 2));
    expect(await left()).toBeLessThanOrEqual(30);
  });

  it('is after a sign-out the mark alone that keeps slow requests out', async () => {
    const visitor = await signedIn('ann');
    await visitor.request(carrier, (session) => session.set('card', '4111'));
    await visitor.request(carrier, (session) => session.signOut());
    const rows = await database.query(
      `SELECT user_id, data, bytes, expires_at > now() + interval '9 seconds' AS long,
         expires_at > now() + interval '10 seconds' AS longer FROM sessions`,
    );
    expect(rows).toEqual([{ user_id: null, data: null, bytes: 0, long: true, longer: false }]);
  });

  it('is told in bytes as its size, whatever was set, counted and deleted', async () => {
    const visitor = new Visitor();
    await visitor.request(carrier, (session) => {
      session.set('text', 'é😀"\\');
      session.set('gone', 'x');
      session.increment('n', 99);
    });
    await visitor.unread(carrier, (session) => {
      session.set('text', 'é');
      session.delete('gone');
      session.delete('never');
      session.increment('n', -100);
      session.increment('new');
    });
    const [row] = await database.query<{ bytes: number; data: Record<string, string> }>(
      'SELECT bytes, data FROM sessions',
    );
    expect(row!.data).toEqual({ text: '"é"', n: '-1', new: '1' });
    const size = Object.entries(row!.data).map(([key, json]) => Buffer.byteLength(key + json));
    expect(row!.bytes).toBe(size.reduce((a, b) => a + b));
  });

  it('is removed when its time is over, and not before', async () => {
    const live = await signedIn('ann');
    const over = await signedIn('bob');
    const out = await signedIn('cleo');
    await out.request(carrier, (session) => session.signOut());
    await database.query(`UPDATE sessions SET expires_at = now() WHERE user_id = 'bob'`);
    const asDatabase = { query: (sql: string, values: unknown[]) => database.query(sql, values) };
    const cleaner = new Cleaner(asDatabase as Database, [expiringSessions], { warn: () => {} });
    // Two: a sign-in of who had no session leaves nothing behind, a sign-out leaves its mark.
    const before = (await database.query('SELECT FROM sessions')).length;
    expect(await cleaner.clean()).toBe(1);
    expect((await database.query('SELECT FROM sessions')).length).toBe(before - 1);
    expect([await isAlive(live), await isAlive(over)]).toEqual([true, false]);
  });
});

describe('requests that meet at one row', () => {
  it('are merged in the order in which they came to it', async () => {
    const visitor = new Visitor();
    await visitor.request(carrier, (session) => session.set('n', 1));
    await lock(visitor);
    const writes = [1, 10, 100].map((by) =>
      visitor.copy().unread(carrier, async (session) => {
        session.increment('n', by);
        session.set(`by${by}`, true);
        await session.save();
      }),
    );
    await waiting(3);
    await release();
    await Promise.all(writes);
    await visitor.request(carrier, (session) => {
      expect([1, 10, 100].map((by) => session.get(`by${by}`))).toEqual([true, true, true]);
      expect(session.get('n')).toBe(112);
    });
  });

  it('are refused if they come after a new id, and nothing of them is stored', async () => {
    const visitor = await signedIn('ann');
    const late = visitor.copy();
    await lock(visitor);
    const rotation = visitor.request(carrier, (session) => session.rotate());
    await waiting(1);
    const write = late.unread(carrier, (session) => session.set('late', 1));
    await waiting(2);
    await release();
    await rotation;
    await expect(write).rejects.toThrow(SessionEndedError);
    await visitor.request(carrier, (session) => expect(session.get('late')).toBeUndefined());
  });

  it('are carried over to the new id if they came before', async () => {
    const visitor = await signedIn('ann');
    const early = visitor.copy();
    await lock(visitor);
    const write = early.unread(carrier, (session) => session.set('early', 1));
    await waiting(1);
    const rotation = visitor.request(carrier, (session) => session.rotate());
    await waiting(2);
    await release();
    await Promise.all([write, rotation]);
    await visitor.request(carrier, (session) => expect(session.get('early')).toBe(1));
  });

  it('don’t save a session that gets a new id while all of the user’s are being ended', async () => {
    const visitor = await signedIn('ann');
    await lock(visitor);
    const rotation = visitor.request(carrier, (session) => session.rotate());
    await waiting(1);
    const revocation = carrier.index.revokeAll('ann');
    await waiting(2);
    await release();
    await Promise.all([rotation, revocation]);
    expect(await isAlive(visitor)).toBe(false);
    expect(await carrier.index.list('ann', LONG)).toEqual([]);
  });

  it('don’t bring back a session that is being ended', async () => {
    const visitor = await signedIn('ann');
    await lock(visitor);
    const revocation = carrier.index.revokeAll('ann');
    await waiting(1);
    const write = visitor.copy().unread(carrier, (session) => session.set('back', 1));
    await waiting(2);
    await release();
    await revocation;
    await expect(write).rejects.toThrow(SessionEndedError);
    expect(await isAlive(visitor)).toBe(false);
  });

  it('keep no reader waiting', async () => {
    const visitor = await signedIn('ann');
    await lock(visitor);
    const write = visitor.copy().unread(carrier, (session) => session.set('a', 1));
    await waiting(1);
    expect(await isAlive(visitor)).toBe(true);
    await release();
    await write;
  });
});

it('takes as many keys in one change as fit', async () => {
  const visitor = new Visitor();
  await visitor.request(carrier, (session) => {
    for (let i = 0; i < 3000; i++) session.increment(`key${i}`, i);
  });
  await visitor.unread(carrier, (session) => {
    for (let i = 0; i < 3000; i++) session.increment(`key${i}`);
  });
  await visitor.request(carrier, (session) => expect(session.get('key2999')).toBe(3000));
});
