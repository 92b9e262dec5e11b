import { briefStatementsEnvironment } from '../../../../app/database/brief-statements';
import { OwnPostgres } from '../../database/own-postgres';
import { badDay } from '../bad-day';
import { DatabaseUnderTest, makeSessions } from './database-under-test';

const TIMEOUT = briefStatementsEnvironment.DATABASE_BRIEF_TIMEOUT_MS.default!;

let server: OwnPostgres;

beforeAll(async () => {
  server = await OwnPostgres.start();
  await makeSessions((sql) => server.query(sql));
});

afterAll(() => server.stop());

badDay('PostgreSQL', () => DatabaseUnderTest.open(server, TIMEOUT));
