import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../data-folder';
import { freePort } from '../processes/free-port';
import { givenServer } from '../given-server';
import type { Order } from '../processes/guarded-process';
import { passwordIn } from '../password';
import { findPostgres, type PostgresPrograms } from './programs';
import { exclusively } from '../processes/claim';
import { isAlive, ownership, untilGone } from '../processes/process-owner';
import { readText } from '../read-text';
import type { LocalService, RunningService, StartOptions } from '../service';
import { startServer } from '../processes/start-up';
import { unprivilegedAccount, type Account } from '../processes/unprivileged-account';
import { waitFor } from '../processes/wait-for';

const NAME = 'PostgreSQL';
const VARIABLE = 'DATABASE_URL';
/** The user and the database that every new cluster has. */
const NAMES = 'postgres';
/** Milliseconds; a start that replays the log after a power failure takes its time. */
const START_LIMIT = 60_000;
/** Milliseconds until a gentle stop is followed by a harder one. */
const STOP_LIMIT = 10_000;
/** Somebody may take our port between the look and the leap. */
const ATTEMPTS = 3;

/** The PostgreSQL that DATABASE_URL names, else the embedded one, else one of PATH started here. */
export const postgres: LocalService = { name: NAME, variable: VARIABLE, start };

async function start(options: StartOptions): Promise<RunningService> {
  const { root, ephemeral, source, environment } = options;
  const given = environment[VARIABLE];
  if (given && !source) return givenServer(NAME, VARIABLE, given, 5432);

  // PostgreSQL refuses to run as root.
  const account = unprivilegedAccount('postgres');
  const programs = findPostgres(root, source, account, environment['PATH']);
  for (let attempt = 1; ; attempt++) {
    // A folder for each major version: a server can't open another one's data.
    const folder = dataFolder(root, `postgres-${programs.major}`, ephemeral, account);
    const password = passwordIn(folder, account);
    try {
      return await exclusively(
        join(folder, 'starting'),
        START_LIMIT,
        async () =>
          (await joinRunning(folder, password)) ??
          (await startIn(folder, password, programs, ephemeral, account)),
      );
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function startIn(
  folder: string,
  password: string,
  programs: PostgresPrograms,
  ephemeral: boolean,
  account: Account | undefined,
): Promise<RunningService> {
  const data = join(folder, 'data');
  const lastPort = Number(readText(join(folder, 'port')));
  const port = await freePort(...(lastPort ? [lastPort] : []));
  writeFileSync(join(folder, 'port'), String(port));
  // What a server that did not end well has left there is not the new one's.
  const leftover = readText(join(data, 'postmaster.pid'));
  const server = await startServer({
    name: NAME,
    order: {
      command: programs.postgres,
      args: ['-D', data, '-p', String(port), ...(ephemeral ? TEST_SETTINGS : SETTINGS)],
      cwd: folder,
      account,
      preparation: existsSync(data) ? undefined : newCluster(folder, programs, account),
      // SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, data is safe. SIGQUIT
      // leaves the tidying up to the next start.
      stopSignals: ['SIGINT', 'SIGQUIT'],
      stopCommand: [programs.pgCtl, 'stop', '-m', 'fast', '-D', data],
      graceMilliseconds: STOP_LIMIT,
      removeAtEnd: [unfinishedCluster(folder), ...(ephemeral ? [folder] : [])],
    },
    // A number that still means some process, a stranger or a zombie, would make it refuse to start.
    // This says that the number is no rival's; what is left of the old server's memory it checks anyway.
    environment: { ...process.env, PG_GRANDPARENT_PID: String(postmaster(leftover)?.pid ?? '') },
    logFile: join(folder, 'log'),
    isReady: () => {
      const now = readText(join(data, 'postmaster.pid'));
      return now !== leftover && postmaster(now)?.isReady === true;
    },
    limit: START_LIMIT,
  });
  const url = urlOf(port, password);
  const description = `${NAME} ${programs.major} (${programs.origin}): ${url}`;
  return { ...server, variable: VARIABLE, url, description };
}

/** The server of this very project that another command has started, if there is one. */
async function joinRunning(folder: string, password: string): Promise<RunningService | undefined> {
  const pidFile = join(folder, 'data', 'postmaster.pid');
  const found = postmaster(readText(pidFile));
  if (!found) return undefined;
  const isOurs = (command: string) => command.includes(join(folder, 'data'));
  switch (ownership(found.pid, isOurs)) {
    case 'gone':
    case 'stranger':
      return undefined;
    case 'orphan':
      process.kill(found.pid, 'SIGINT');
      await waitFor(() => (isAlive(found.pid) ? undefined : true), STOP_LIMIT);
      return undefined;
    case 'guarded':
      break;
  }
  const ready = await waitFor(() => {
    const now = postmaster(readText(pidFile));
    return !now || now.isReady ? { now } : undefined;
  }, START_LIMIT);
  if (!ready?.now) return undefined;
  const url = urlOf(ready.now.port, password);
  return {
    variable: VARIABLE,
    url,
    description: `${NAME} (the one already started for this project): ${url}`,
    lost: untilGone(found.pid).then(
      () => `${NAME} has stopped, with the command that had started it.`,
    ),
    stop: async () => {},
  };
}

/** What makes an empty cluster. */
function newCluster(
  folder: string,
  programs: PostgresPrograms,
  account: Account | undefined,
): Order['preparation'] {
  for (const name of readdirSync(folder)) {
    const maker = /^data\.(\d+)$/.exec(name)?.[1];
    if (maker && !isAlive(Number(maker))) rmSync(join(folder, name), { recursive: true });
  }
  const unfinished = unfinishedCluster(folder);
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  if (account) chownSync(unfinished, account.uid, account.gid);
  const args = [
    ...['-D', unfinished, '-U', NAMES, `--pwfile=${join(folder, 'password')}`],
    ...['--auth=scram-sha-256', '-E', 'UTF8', '--locale=C', '--no-sync'],
    // The password is random and long. Thousands of hash rounds would protect it from nothing, and cost
    // each connection some milliseconds.
    ...(programs.major >= 16 ? ['-c', 'scram_iterations=1'] : []),
    // Sorting and upper case as UTF-8 has them, whatever locales the machine has.
    ...(programs.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []),
  ];
  return {
    command: programs.initdb,
    args,
    unfinished,
    finished: join(folder, 'data'),
  };
}

function unfinishedCluster(folder: string): string {
  return join(folder, `data.${process.pid}`);
}

const SETTINGS = [
  ...['-c', 'listen_addresses=127.0.0.1'],
  ...['-c', 'unix_socket_directories='],
  ...['-c', 'timezone=UTC', '-c', 'log_timezone=UTC'],
  // Enough for a laptop; the usual 128 MB take longer to get at the start.
  ...['-c', 'shared_buffers=16MB'],
];

/** Fast rather than durable. */
const TEST_SETTINGS = [
  ...SETTINGS,
  ...['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'],
];

function urlOf(port: number, password: string): string {
  return `postgres://${NAMES}:${password}@127.0.0.1:${port}/${NAMES}`;
}

/** The lines of a postmaster.pid that matter here; undefined for an empty or missing one. */
function postmaster(text: string): { pid: number; port: number; isReady: boolean } | undefined {
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!pid) return undefined;
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
}
