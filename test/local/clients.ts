import { createClient } from '@redis/client';
import { Client } from 'pg';

/** Asks a real PostgreSQL one question; the first column of its first row. */
export async function askPostgres(url: string | undefined, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return result.rows[0]?.[0];
  } finally {
    await client.end();
  }
}

/** Asks a real Redis one question. */
export async function askRedis(url: string | undefined, ...command: string[]): Promise<unknown> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {}); // connect() and the command report it too.
  await client.connect();
  try {
    return await client.sendCommand(command);
  } finally {
    client.destroy();
  }
}
