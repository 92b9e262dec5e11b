import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Statement } from '../../../../../app/database/pipeline';
import {
  END,
  LIST,
  REFRESH,
  RENAME,
  REVOKE,
  REVOKE_ALL,
  STATE,
} from '../../../../../app/session/jwt/families/family-statements';
import { LONG, Visitor } from '../../visitor';
import { FamiliesUnderTest } from './families-under-test';

let test: FamiliesUnderTest;
let client: Client;

beforeAll(async () => {
  test = await FamiliesUnderTest.open();
  client = new Client({ connectionString: test.database.url });
  await client.connect();
  // As many as make an index worth while; five sessions a user.
  await client.query(
    `INSERT INTO session_families (id, user_id, expires_at, secret_hash)
     SELECT decode(md5(n::text), 'hex'), 'user-' || n % 2000, now() + interval '1 day', decode(md5(n::text), 'hex')
     FROM generate_series(1, 10000) AS n`,
  );
  await client.query('ANALYZE session_families');
});

afterAll(async () => {
  await client.end();
  await test.close();
});

const id = randomBytes(16);
const hash = randomBytes(32);
const timeouts = [LONG.idle, LONG.absolute];

async function planOf({ text }: Statement, values: unknown[]): Promise<string> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

it.each<[string, Statement, unknown[], string]>([
  ['asks for the state', STATE, [id, ...timeouts], 'session_families_pkey'],
  ['refreshes', REFRESH, [id, ...timeouts, hash, hash], 'session_families_pkey'],
  ['renames', RENAME, [id, ...timeouts, id, hash], 'session_families_pkey'],
  ['ends', END, [id], 'session_families_pkey'],
  ['revokes', REVOKE, ['user-1', id], 'session_families_pkey'],
  ['lists', LIST, ['user-1', ...timeouts], 'session_families_of_user'],
  ['revokes all', REVOKE_ALL, ['user-1'], 'session_families_of_user'],
])('%s by an index', async (_, statement, values, index) => {
  const plan = await planOf(statement, values);
  expect(plan).toContain(index);
  expect(plan).not.toContain('Seq Scan');
});

it('finds what may be removed by an index', async () => {
  const plan = await planOf(
    {
      name: '',
      text: 'SELECT id FROM session_families WHERE expires_at <= now() ORDER BY expires_at LIMIT 500',
    },
    [],
  );
  expect(plan).toContain('session_families_by_expiry');
});

it('refreshes without touching an index', async () => {
  const server = await test.server();
  const visitor = new Visitor();
  await visitor.request(server, (session) => session.signIn('ann'));
  for (let i = 0; i < 10; i++) {
    visitor.token = test.withAccess(visitor.token!);
    await visitor.request(server, (session) => expect(session.userId).toBe('ann'));
  }
  const { rows } = await client.query<{ hot: string; updates: string }>(
    `SELECT pg_stat_force_next_flush(), n_tup_hot_upd AS hot, n_tup_upd AS updates
     FROM pg_stat_user_tables WHERE relname = 'session_families'`,
  );
  // Statistics come late: what has come is all of that kind.
  expect(rows[0]!.hot).toBe(rows[0]!.updates);
});
