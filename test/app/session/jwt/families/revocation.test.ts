import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { Cleaner } from '../../../../../app/database/cleaner';
import type { Revocation } from '../../../../../app/session/jwt/families/family-carrier';
import { SessionEndedError } from '../../../../../app/session/errors';
import { expiringFamilies } from '../../../../../app/session/jwt/families/families';
import { RENAME } from '../../../../../app/session/jwt/families/family-statements';
import { until } from '../../until';
import { LONG, Visitor } from '../../visitor';
import { FamiliesUnderTest } from './families-under-test';

let test: FamiliesUnderTest;

beforeAll(async () => {
  test = await FamiliesUnderTest.open();
});

afterAll(() => test.close());

let users = 0;

async function fleet(revocation: Revocation) {
  const [a, b] = await Promise.all([test.server({ revocation }), test.server({ revocation })]);
  const userId = `user-${++users}`;
  const visitor = new Visitor();
  await visitor.request(a, (session) => session.signIn(userId));
  const isSignedIn = (each = visitor) =>
    each.copy().request(b, (session) => session.userId === userId);
  return { a, b, userId, visitor, isSignedIn };
}

describe('a session that is ended elsewhere', () => {
  it('goes on until its access is over, within minutes', async () => {
    const { a, b, userId, visitor, isSignedIn } = await fleet('within-minutes');
    await a.index.revokeAll(userId);
    expect(await isSignedIn()).toBe(true);
    // A change is one of the session as it is known here, and lets it live no longer.
    await visitor.request(b, (session) => session.set('n', 1));
    expect(await isSignedIn()).toBe(true);
    visitor.token = test.withAccess(visitor.token!);
    expect(await isSignedIn()).toBe(false);
    await expect(visitor.unread(b, (session) => session.set('n', 2))).rejects.toThrow(
      SessionEndedError,
    );
  });

  it('can not get a new id any more', async () => {
    const { a, b, userId, visitor } = await fleet('within-minutes');
    await a.index.revokeAll(userId);
    const rotation = visitor.request(b, (session) => session.rotate());
    await expect(rotation).rejects.toThrow(SessionEndedError);
    expect(await a.index.list(userId, LONG)).toEqual([]);
  });

  it('is over at once, where every request asks', async () => {
    const { a, userId, isSignedIn } = await fleet('at-once');
    expect(await isSignedIn()).toBe(true);
    await a.index.revokeAll(userId);
    expect(await isSignedIn()).toBe(false);
  });

  it('is over at once also for a request that runs at the time', async () => {
    const { a, b, userId, visitor } = await fleet('at-once');
    const slow = visitor.request(b, async (session) => {
      expect(session.userId).toBe(userId);
      await a.index.revokeAll(userId);
      session.set('n', 1);
    });
    await expect(slow).rejects.toThrow(SessionEndedError);
  });

  it('is known as ended for some seconds, then its cookie is that of no session', async () => {
    const { a, b, visitor, userId } = await fleet('at-once');
    await a.index.revokeAll(userId);
    expect(await b.load(visitor.token!, LONG)).toBe('ended');
    await test.database.query(
      `UPDATE session_families SET ended_at = ended_at - interval '11 s' WHERE user_id = $1`,
      [userId],
    );
    expect(await b.load(visitor.token!, LONG)).toBe('none');
    await visitor.request(b, (session) => session.set('n', 1));
    await visitor.request(a, (session) => {
      expect([session.userId, session.get('n')]).toEqual([null, 1]);
    });
  });

  it('is over under the new id, too, that it is getting at the time', async () => {
    const { a, userId, visitor } = await fleet('within-minutes');
    const other = new Client({ connectionString: test.database.url });
    await other.connect();
    const [id, newId] = [Buffer.from(a.handleOf(visitor.token!), 'base64url'), randomBytes(16)];
    await other.query('BEGIN');
    await other.query(RENAME.text, [id, LONG.idle, LONG.absolute, newId, randomBytes(32)]);
    const revocation = a.index.revokeAll(userId);
    await until(async () => {
      const waiting = await test.database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
    await other.query('COMMIT');
    await other.end();
    await revocation;
    expect(await a.index.list(userId, LONG)).toEqual([]);
  });

  it('may be removed soon', async () => {
    const { a, userId } = await fleet('within-minutes');
    await a.index.revokeAll(userId);
    const [row] = await test.database.query<{ soon: boolean }>(
      `SELECT expires_at BETWEEN now() + interval '10 s' AND now() + interval '1 min' AS soon
       FROM session_families WHERE user_id = $1`,
      [userId],
    );
    expect(row).toEqual({ soon: true });
  });

  it('is removed by the cleaner once nobody needs to know of it', async () => {
    const { a, userId } = await fleet('within-minutes');
    const rows = () =>
      test.database.query('SELECT FROM session_families WHERE user_id = $1', [userId]);
    const cleaner = new Cleaner(test.database, [expiringFamilies], { warn: () => {} });
    await a.index.revokeAll(userId);
    await cleaner.clean();
    expect(await rows()).toHaveLength(1);
    await test.database.query('UPDATE session_families SET expires_at = now() WHERE user_id = $1', [
      userId,
    ]);
    await cleaner.clean();
    expect(await rows()).toEqual([]);
  });
});
