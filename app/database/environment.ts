import { awsRegion } from '../aws-region';
import { type Values, type Variable, integer, oneOf, url } from '../environment';

const replicas: Variable<readonly string[]> = {
  meaning: 'read replicas of PostgreSQL: host:port,host:port',
  read: (value) => {
    const addresses = value.split(',').map((address) => address.trim());
    if (!addresses.every((address) => /^[\w.-]+(:\d{1,5})?$/.test(address))) {
      throw new Error('must be a list like db-1.example:5432,db-2.example:5432');
    }
    return addresses;
  },
  default: [],
};

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
  DATABASE_REPLICAS: replicas,
  ...awsRegion,
};

export type DatabaseConfig = Values<typeof databaseEnvironment>;
