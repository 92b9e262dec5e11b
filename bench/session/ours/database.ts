import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { BriefStatements } from '../../../app/database/brief-statements';
import { DatabaseCarrier } from '../../../app/session/database/database-carrier';
import { serveCarrier } from './serve-carrier';

const connectionString = process.env['DATABASE_URL']!;
/** From the folder of the bundle, or from here. */
const MIGRATION = 'app/session/database/migrations/0003_sessions.sql';

async function main(): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query('DROP TABLE IF EXISTS sessions');
  await client.query(readFileSync(path.resolve(MIGRATION), 'utf8'));
  await client.end();
  const statements = new BriefStatements(async () => ({ connectionString }), 5000, {
    info() {},
    warn() {},
  });
  if (!(await statements.ready(5000))) throw new Error('PostgreSQL is not there');
  await serveCarrier(new DatabaseCarrier(statements));
}

void main();
