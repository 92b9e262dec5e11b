import { sessionStoreEnvironment } from '../../app/session-store';

/** Milliseconds: the machine of a test may be busy, and how quickly a store is given up is a test of its own. */
const PATIENCE = '2000';

/**
 * Where the services are that all tests share, as a server is told by its environment. They are started
 * before the first test (`global-setup.ts`).
 */
export function storesForTest(): Record<string, string> {
  const timeouts = Object.keys(sessionStoreEnvironment).filter((name) =>
    name.endsWith('_TIMEOUT_MS'),
  );
  return {
    ...Object.fromEntries(timeouts.map((name) => [name, PATIENCE])),
    ...JSON.parse(process.env['APP_TEST_STORES'] ?? '{}'),
  };
}

/** The same services as they look when they are away: nobody listens on port 1. */
export function storesAway(): Record<string, string> {
  const away = Object.entries(storesForTest()).map(([name, value]) => [
    name,
    value.replaceAll(/(?<=127\.0\.0\.1|localhost):\d+/g, ':1'),
  ]);
  return Object.fromEntries(away) as Record<string, string>;
}
