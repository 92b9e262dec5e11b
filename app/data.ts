import plugin from 'fastify-plugin';
import { type Accounts, createAccounts } from './accounts/accounts';
import type { Database } from './database/database';
import { type Notes, createNotes } from './notes/notes';
import { accountRoutes } from './routes/account';
import { notesRoutes } from './routes/notes';

declare module 'fastify' {
  interface FastifyInstance {
    accounts: Accounts;
    notes: Notes;
  }
}

/** What is kept in PostgreSQL, and the routes to it. What a team adds there begins here. */
export const data = plugin(
  async (app, { database }: { database: Database }) => {
    app.decorate('accounts', createAccounts(database));
    app.decorate('notes', createNotes(database));

    const usage = () => database.usage();
    app.gauge('database_connections', 'Connections of the pool', () => usage().total);
    app.gauge('database_connections_idle', 'Connections that no query uses', () => usage().idle);
    app.gauge(
      'database_queries_waiting',
      'Queries waiting for a connection',
      () => usage().waiting,
    );

    await app.register(accountRoutes);
    await app.register(notesRoutes);
  },
  { name: 'data' },
);
