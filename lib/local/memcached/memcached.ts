import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../data-folder';
import { isListening } from '../given-server';
import { exclusively } from '../processes/claim';
import { freePort } from '../processes/free-port';
import { isAlive, ownership, untilGone } from '../processes/process-owner';
import { startServer } from '../processes/start-up';
import { unprivilegedAccount } from '../processes/unprivileged-account';
import { waitFor } from '../processes/wait-for';
import { readText } from '../read-text';
import { NEVER, type LocalService, type RunningService, type StartOptions } from '../service';
import { findMemcached, type MemcachedProgram } from './programs';
import { memcachedReply } from './reply';

const NAME = 'Memcached';
const VARIABLE = 'MEMCACHED_NODES';
/** Milliseconds. */
const START_LIMIT = 20_000;
const STOP_LIMIT = 5_000;
/** Somebody may take our port between the look and the leap. */
const ATTEMPTS = 3;

/**
 * The Memcached that MEMCACHED_NODES names, else one started here. It knows no password; so other users of
 * this machine could read what the app keeps in it, which is this project's sessions and nothing else.
 */
export const memcachedService: LocalService = { name: NAME, variable: VARIABLE, start };

async function start(options: StartOptions): Promise<RunningService> {
  const { root, ephemeral, source, environment } = options;
  const given = environment[VARIABLE];
  if (given && !source) return givenNodes(given);

  const program = findMemcached(source, environment['PATH']);
  for (let attempt = 1; ; attempt++) {
    const folder = dataFolder(root, 'memcached', ephemeral);
    try {
      return await exclusively(
        join(folder, 'starting'),
        START_LIMIT,
        async () => (await joinRunning(folder)) ?? (await startIn(folder, program, ephemeral)),
      );
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** Throws if one of them does not listen. The app itself finds out whether they are what they should be. */
async function givenNodes(given: string): Promise<RunningService> {
  for (const entry of given.split(',')) {
    const [, host = '', port = '11211'] = /^\s*(\[[^\]]*\]|[^:]*)(?::(\d+))?\s*$/.exec(entry) ?? [];
    if (!(await isListening(host, Number(port)))) {
      throw new Error(
        `${VARIABLE}: nothing answers at ${entry.trim()}. ` +
          `Start that server, or unset ${VARIABLE} to have ${NAME} started here.`,
      );
    }
  }
  return {
    variable: VARIABLE,
    url: given,
    description: `${NAME}: the one that ${VARIABLE} names, ${given}`,
    lost: NEVER,
    stop: async () => {},
  };
}

async function startIn(
  folder: string,
  program: MemcachedProgram,
  ephemeral: boolean,
): Promise<RunningService> {
  const lastPort = Number(readText(join(folder, 'port')));
  const port = await freePort(...(lastPort ? [lastPort] : []));
  writeFileSync(join(folder, 'port'), String(port));
  const account =
    program.command === process.execPath ? undefined : unprivilegedAccount('memcache');
  const server = await startServer({
    name: `${NAME} (${program.origin})`,
    order: {
      command: program.command,
      args: program.args(port),
      cwd: folder,
      pidFile: join(folder, 'pid'),
      // As root it refuses to run.
      ...(account && { account }),
      // At once, by SIGKILL: it has nothing to save, and takes a second to see that for itself.
      stopSignals: [],
      graceMilliseconds: STOP_LIMIT,
      removeAtEnd: ephemeral ? [folder] : [],
    },
    environment: { ...process.env, PORT: String(port) },
    logFile: join(folder, 'log'),
    isReady: () => answers(port),
    limit: START_LIMIT,
  });
  const url = urlOf(port);
  return { ...server, variable: VARIABLE, url, description: `${NAME} (${program.origin}): ${url}` };
}

/** The server of this very project that another command has started, if there is one. */
async function joinRunning(folder: string): Promise<RunningService | undefined> {
  const pid = Number(readText(join(folder, 'pid')));
  const port = Number(readText(join(folder, 'port')));
  if (!pid || !port) return undefined;
  const isOurs = (command: string) =>
    command.includes(`-p ${port} `) || command.includes('embedded-server.js');
  const owner = ownership(pid, isOurs);
  if (owner === 'orphan') {
    process.kill(pid, 'SIGTERM');
    await waitFor(() => (isAlive(pid) ? undefined : true), STOP_LIMIT);
  }
  if (owner !== 'guarded') return undefined;
  const isUp = async () => ((await answers(port)) ? true : undefined);
  if (!(await waitFor(isUp, START_LIMIT))) return undefined;
  const url = urlOf(port);
  return {
    variable: VARIABLE,
    url,
    description: `${NAME} (the one already started for this project): ${url}`,
    lost: untilGone(pid).then(() => `${NAME} has stopped, with the command that had started it.`),
    stop: async () => {},
  };
}

/** A Memcached that is too old for the app's commands answers something else. */
async function answers(port: number): Promise<boolean> {
  return (await memcachedReply(port, 'mn')) === 'MN';
}

function urlOf(port: number): string {
  return `127.0.0.1:${port}`;
}
