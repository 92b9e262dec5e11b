// The least for a session in PostgreSQL: node:http and one prepared statement by primary key.
import { createServer } from 'node:http';
import pg from 'pg';
import { databaseUrl, payload, serve } from './serve.mjs';

const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
await pool.query('CREATE TABLE IF NOT EXISTS ceiling (id text PRIMARY KEY, data jsonb, count int)');
await pool.query(
  "INSERT INTO ceiling VALUES ('a', $1, 1) ON CONFLICT (id) DO UPDATE SET data = $1",
  [payload],
);
const read = { name: 'read', text: 'SELECT data, count FROM ceiling WHERE id = $1', values: ['a'] };
const write = {
  name: 'write',
  text: 'UPDATE ceiling SET count = count + 1 WHERE id = $1 RETURNING count',
  values: ['a'],
};
serve(
  createServer(async (request, response) => {
    const { rows } = await pool.query(request.url === '/write' ? write : read);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ count: rows[0].count }));
  }),
);
