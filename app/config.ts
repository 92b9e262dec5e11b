import { hostname } from 'node:os';
import { databaseEnvironment } from './database/environment';
import { type Environment, integer, oneOf, readEnvironment, text, url } from './environment';
import { sessionStoreEnvironment } from './session-store';

const serverEnvironment = {
  PORT: integer('the port to listen on', { default: 8080, min: 0, max: 65_535 }),
  HOST: text('the address to listen on', { default: '127.0.0.1' }),
  PUBLIC_URL: {
    ...url('the address that browsers use', ['http:', 'https:']),
    read: (value: string) => {
      const parsed = URL.canParse(value) ? new URL(value) : undefined;
      if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.href !== `${parsed.origin}/`) {
        throw new Error('must be like https://www.example.com, without a path');
      }
      return parsed.origin;
    },
  },
  TRUSTED_PROXIES: integer('how many proxies stand in front of this server', {
    default: 0,
    min: 0,
    max: 5,
  }),
  SERVER_ID: text('the name of this server, shown on the page and in the logs', {
    default: `${hostname()}:${process.pid}`,
  }),
  LOG_LEVEL: oneOf(
    'the least severe log lines to write',
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    { default: 'info' },
  ),
  FIGURES_SECONDS: integer('how often to log figures on how this server fares; 0 for never', {
    default: 0,
    min: 0,
    max: 3600,
  }),
  RELEASE: text('the release that this server runs, which its figures name', { default: 'none' }),
  SESSION_IDLE_SECONDS: integer('a session ends this long after its last use', {
    default: 86_400,
    min: 1,
    max: 366 * 86_400,
  }),
  SESSION_ABSOLUTE_SECONDS: integer('a session ends this long after its beginning, used or not', {
    default: 14 * 86_400,
    min: 1,
    max: 366 * 86_400,
  }),
  SIGN_IN_LIMIT: integer('sign-in and sign-up attempts a minute, for each client address', {
    default: 10,
    min: 1,
    max: 1_000_000,
  }),
  CHANGE_LIMIT: integer('requests that change something a minute, for each client address', {
    default: 300,
    min: 1,
    max: 1_000_000,
  }),
  SHUTDOWN_DELAY_SECONDS: integer('SIGTERM: how long to go on serving while unready', {
    default: 0,
    min: 0,
    max: 600,
  }),
  SHUTDOWN_TIMEOUT_SECONDS: integer('SIGTERM: how long running requests may take to finish', {
    default: 30,
    min: 1,
    max: 600,
  }),
};

/** Everything that the server is told from outside. The names are those of the environment variables. */
export type Config = ReturnType<typeof readConfig>;

/** @throws EnvironmentError one message that names all that is missing or wrong, and no value */
export function readConfig(environment: Environment) {
  return readEnvironment(
    { ...serverEnvironment, ...databaseEnvironment, ...sessionStoreEnvironment },
    environment,
    (config) =>
      config.SESSION_IDLE_SECONDS > config.SESSION_ABSOLUTE_SECONDS
        ? ['SESSION_IDLE_SECONDS must not be longer than SESSION_ABSOLUTE_SECONDS']
        : [],
  );
}

/** Whether browsers reach this server over TLS: decides on Secure cookies and on HSTS. */
export function isSecure(config: Pick<Config, 'PUBLIC_URL'>): boolean {
  return config.PUBLIC_URL.startsWith('https:');
}
