// The least for a session in PostgreSQL: node:http and one prepared statement by primary key, of a row for
// each visitor: on one row the writers would wait for each other.
import { createServer } from 'node:http';
import pg from 'pg';
import { databaseUrl, payload, serve } from './serve.mjs';

const ROWS = 16;
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
await pool.query('DROP TABLE IF EXISTS ceiling');
await pool.query('CREATE TABLE ceiling (id int PRIMARY KEY, data jsonb, count int)');
await pool.query('INSERT INTO ceiling SELECT i, $1, 1 FROM generate_series(1, $2) i', [
  payload,
  ROWS,
]);
const read = { name: 'read', text: 'SELECT data, count FROM ceiling WHERE id = $1' };
const write = {
  name: 'write',
  text: 'UPDATE ceiling SET count = count + 1 WHERE id = $1 RETURNING count',
};
let requests = 0;
serve(
  createServer(async (request, response) => {
    const values = [1 + (requests++ % ROWS)];
    const { rows } = await pool.query({ ...(request.url === '/write' ? write : read), values });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ count: rows[0].count }));
  }),
);
