import { Client } from 'pg';
import type { BriefStatements } from '../../../../app/database/brief-statements';
import type { Statement } from '../../../../app/database/pipeline';
import { DatabaseCarrier } from '../../../../app/session/database/database-carrier';
import {
  COMMIT,
  END,
  LIST,
  LOAD,
  RENEW,
  REVOKE,
  REVOKE_ALL,
  ROTATE,
} from '../../../../app/session/database/session-statements';
import type { TestDatabase } from '../../database-for-test';
import { until } from '../until';
import { LONG, Visitor } from '../visitor';
import { briefStatements } from '../../database/brief-statements-for-test';
import { sessionDatabase } from './database-under-test';

const KEY = `'\\x${'ab'.repeat(32)}'`;
const OTHER_KEY = `'\\x${'cd'.repeat(32)}'`;
const CHANGES = `'{a}', '{"b":"1"}', '{n}', '{1}', '{a,b,n}', 2, 20`;
const BY_KEY = /Index Scan using sessions_pkey/;
const BY_USER = /Index Scan (using|on) sessions_of_user/;
const TIMES = '3600000, 86400000';

let database: TestDatabase;
let client: Client;
let servers: BriefStatements;

beforeAll(async () => {
  database = await sessionDatabase();
  servers = await briefStatements(database.url);
  client = new Client({ connectionString: database.url });
  await client.connect();
  // Enough rows, half of them of a user, for a wrong plan to look tempting to nobody but a broken index.
  await client.query(`
    INSERT INTO sessions (key, user_id, expires_at, data)
    SELECT sha256(i::text::bytea), CASE WHEN i % 2 = 0 THEN 'user-' || i % 1000 END,
      now() + i * interval '1 second', '{"n":"1"}'
    FROM generate_series(1, 20000) AS i;
    ANALYZE sessions`);
});

afterAll(async () => {
  await servers.close();
  await client.end();
  await database.drop();
});

/** The plan for whatever parameters come, which a connection uses after its first few executions. */
async function plan({ name, text }: Statement, parameters: string): Promise<string> {
  await client.query('SET plan_cache_mode = force_generic_plan');
  await client.query(`PREPARE "${name}" AS ${text}`);
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (COSTS OFF) EXECUTE "${name}" (${parameters})`,
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

describe('the plan of', () => {
  it.each<{ statement: Statement; parameters: string; index: RegExp }>([
    { statement: LOAD, parameters: `${KEY}, ${TIMES}`, index: BY_KEY },
    { statement: COMMIT, parameters: `${KEY}, 360000, ${CHANGES}, ${TIMES}`, index: BY_KEY },
    {
      statement: ROTATE,
      parameters: `${KEY}, ${OTHER_KEY}, ${CHANGES}, ${TIMES}, 'ann'`,
      index: BY_KEY,
    },
    { statement: RENEW, parameters: `${KEY}, ${TIMES}, 360000`, index: BY_KEY },
    { statement: END, parameters: KEY, index: BY_KEY },
    { statement: REVOKE, parameters: `'ann', ${KEY}`, index: BY_KEY },
    { statement: LIST, parameters: `'ann', ${TIMES}`, index: BY_USER },
    { statement: REVOKE_ALL, parameters: `'ann'`, index: BY_USER },
  ])('$statement.name finds its rows by an index', async ({ statement, parameters, index }) => {
    const text = await plan(statement, parameters);
    expect(text).toMatch(index);
    expect(text).not.toContain('Seq Scan');
  });
});

describe('a change of data alone', () => {
  it('stays in its page and touches no index (a HOT update)', async () => {
    const carrier = new DatabaseCarrier(servers);
    const visitor = new Visitor();
    await visitor.request(carrier, (session) => session.set('n', 0));
    const counts = async () => {
      const [row] = await database.query<{ updates: string; hot: string }>(
        `SELECT n_tup_upd AS updates, n_tup_hot_upd AS hot FROM pg_stat_user_tables
         WHERE relname = 'sessions'`,
      );
      return { updates: Number(row!.updates), hot: Number(row!.hot) };
    };
    for (let i = 0; i < 50; i++) {
      await visitor.unread(carrier, (session) => session.increment('n'));
    }
    // PostgreSQL counts up a moment later, or when the connection ends.
    await servers.close();
    await until(async () => (await counts()).updates >= 50);
    const { updates, hot } = await counts();
    expect(updates).toBe(50);
    // One may find its page full.
    expect(hot).toBeGreaterThanOrEqual(48);
  });
});

it('is one statement for a reading, and one for a change, read before or not', async () => {
  const sent: string[] = [];
  const own = await briefStatements(database.url);
  const counting = {
    read: (statement: Statement, values: unknown[]) => {
      sent.push(statement.name);
      return own.read(statement, values);
    },
    write: (statement: Statement, values: unknown[]) => {
      sent.push(statement.name);
      return own.write(statement, values);
    },
  } as unknown as BriefStatements;
  const carrier = new DatabaseCarrier(counting);
  const visitor = new Visitor(null, LONG);
  const during = async (work: () => Promise<unknown>) => {
    sent.length = 0;
    await work();
    return [...sent];
  };
  const request = (route: Parameters<Visitor['request']>[1]) => () =>
    visitor.request(carrier, route);
  expect({
    begin: await during(request((session) => session.set('n', 1))),
    read: await during(request((session) => session.get('n'))),
    nothing: await during(() => visitor.unread(carrier, () => {})),
    'change unread': await during(() =>
      visitor.unread(carrier, (session) => session.increment('n')),
    ),
    'change many': await during(() =>
      visitor.unread(carrier, (session) => {
        session.set('a', 1);
        session.delete('b');
        session.increment('n');
      }),
    ),
    'read and change': await during(request((session) => session.set('n', 2))),
    'sign in': await during(request((session) => session.signIn('ann'))),
    'sign out': await during(request((session) => session.signOut())),
  }).toEqual({
    begin: ['session-begin'],
    read: ['session-load'],
    nothing: [],
    'change unread': ['session-commit'],
    'change many': ['session-commit'],
    'read and change': ['session-load', 'session-commit'],
    'sign in': ['session-load', 'session-rotate'],
    'sign out': ['session-load', 'session-end'],
  });
  await own.close();
});
