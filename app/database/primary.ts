import type { Client, ClientConfig } from 'pg';

/** Milliseconds until the address must show a sign of life. */
const FIRST_ANSWER = 500;
/** Milliseconds for what comes then: TLS, and the check of a password or of an IAM token. */
const SIGN_IN = 3000;

/**
 * One connection to the PostgreSQL that can write. A replica's, or a demoted primary's, is refused: until
 * the name has moved to the new primary it leads to one of these. (Each call resolves the name anew.)
 * Two limits in place of one: a dead address is given up soon, so that the next attempt may find another,
 * and a living server that is slow to sign in, with a whole fleet at its door, is not hurried into never.
 * @throws Error when nobody answers, when it refuses, or when it only reads
 */
export function connectToPrimary(config: ClientConfig): Promise<Client> {
  return connect(config, 'write');
}

/**
 * One connection to a PostgreSQL that may only read.
 * @throws Error when nobody answers, or when it refuses
 */
export function connectToReplica(config: ClientConfig): Promise<Client> {
  return connect(config, 'read');
}

async function connect(config: ClientConfig, purpose: 'read' | 'write'): Promise<Client> {
  const pg = await import('pg');
  const client = new pg.Client(config);
  // What breaks fails the queries too; unheard, the event would end the process.
  client.on('error', () => {});
  let limit: NodeJS.Timeout | undefined;
  const giveUpAfter = (milliseconds: number) => {
    clearTimeout(limit);
    const current = setTimeout(() => {
      // Timers run before sockets are read: after a pause of this process the answer may be there.
      setImmediate(() => {
        if (limit !== current) return;
        client.connection.stream.destroy(new Error('PostgreSQL does not answer'));
      });
    }, milliseconds);
    limit = current;
  };
  giveUpAfter(FIRST_ANSWER);
  client.connection.stream.once('data', () => giveUpAfter(SIGN_IN));
  try {
    await client.connect();
    const { rows } = await client.query<{ transaction_read_only: string }>(
      'SHOW transaction_read_only',
    );
    if (purpose === 'write' && rows[0]?.transaction_read_only !== 'off') {
      throw new Error('This PostgreSQL is read-only');
    }
    return client;
  } catch (error) {
    client.connection.stream.destroy();
    throw error;
  } finally {
    clearTimeout(limit);
    limit = undefined;
  }
}
