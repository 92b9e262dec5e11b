import { awsRegion } from '../aws-region';
import { type Values, integer, oneOf, url } from '../environment';

/** What the server, and its `migrate` command, must be told to find PostgreSQL. */
export const databaseEnvironment = {
  DATABASE_URL: url('where PostgreSQL is: postgres://user@host:port/name', [
    'postgres:',
    'postgresql:',
  ]),
  DATABASE_AUTH: oneOf('how to sign in to PostgreSQL', ['password', 'iam'], {
    default: 'password',
  }),
  DATABASE_POOL_SIZE: integer('connections to PostgreSQL that this server may hold', {
    default: 10,
    min: 1,
    max: 1000,
  }),
  ...awsRegion,
};

export type DatabaseConfig = Values<typeof databaseEnvironment>;
