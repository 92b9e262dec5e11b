import { briefStatementsEnvironment } from '../../../../app/database/brief-statements';
import { OwnPostgres } from '../../database/own-postgres';
import { lostMidRequest } from '../lost-mid-request';
import { pluginContract } from '../plugin-contract';
import { DatabaseUnderTest, makeSessions } from './database-under-test';

const TIMEOUT = briefStatementsEnvironment.DATABASE_BRIEF_TIMEOUT_MS.default!;

let server: OwnPostgres;

beforeAll(async () => {
  server = await OwnPostgres.start();
  await makeSessions((sql) => server.query(sql));
});

afterAll(() => server.stop());

pluginContract('PostgreSQL', () => DatabaseUnderTest.open(server, 5000));
lostMidRequest('PostgreSQL', () => DatabaseUnderTest.open(server, TIMEOUT));
