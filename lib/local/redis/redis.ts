import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../data-folder';
import { freePort } from '../processes/free-port';
import { givenServer } from '../given-server';
import { passwordIn } from '../password';
import { exclusively } from '../processes/claim';
import { isAlive, ownership, untilGone } from '../processes/process-owner';
import { readText } from '../read-text';
import { findRedis, type RedisKind, type RedisProgram } from './programs';
import { redisReply } from './reply';
import type { LocalService, RunningService, StartOptions } from '../service';
import { startServer } from '../processes/start-up';
import { waitFor } from '../processes/wait-for';

const VARIABLE = 'REDIS_URL';
/** Milliseconds; reading a large dump takes its time. */
const START_LIMIT = 20_000;
const STOP_LIMIT = 5_000;
/** Somebody may take our port between the look and the leap. */
const ATTEMPTS = 3;

/** The Redis that REDIS_URL names, else one of `kind` started here. */
export function redisService(kind: RedisKind): LocalService {
  return { name: kind.name, variable: VARIABLE, start: (options) => start(kind, options) };
}

async function start(kind: RedisKind, options: StartOptions): Promise<RunningService> {
  const { root, ephemeral, source, environment } = options;
  const given = environment[VARIABLE];
  if (given && !source) return givenServer(kind.name, VARIABLE, given, 6379);

  const program = findRedis(kind, source, environment['PATH']);
  for (let attempt = 1; ; attempt++) {
    const folder = dataFolder(root, 'redis', ephemeral);
    const password = passwordIn(folder);
    try {
      return await exclusively(
        join(folder, 'starting'),
        START_LIMIT,
        async () =>
          (await joinRunning(kind, folder, password)) ??
          (await startIn(kind, folder, password, program, ephemeral)),
      );
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function startIn(
  { name }: RedisKind,
  folder: string,
  password: string,
  program: RedisProgram,
  ephemeral: boolean,
): Promise<RunningService> {
  const lastPort = Number(readText(join(folder, 'port')));
  const port = await freePort(...(lastPort ? [lastPort] : []));
  writeFileSync(join(folder, 'port'), String(port));
  // In a file and not on the command line, where `ps` shows the password to everybody.
  const settingsFile = join(folder, 'redis.conf');
  writeFileSync(settingsFile, settings(folder, port, password, ephemeral), { mode: 0o600 });
  const server = await startServer({
    name: `${name} (${program.origin})`,
    order: {
      command: program.command,
      args: program.args(settingsFile),
      cwd: folder,
      pidFile: join(folder, 'pid'),
      stopSignals: ['SIGTERM'], // A real Redis saves its data then.
      graceMilliseconds: STOP_LIMIT,
      removeAtEnd: ephemeral ? [folder] : [],
    },
    environment: { ...process.env, PORT: String(port), PASSWORD: password },
    logFile: join(folder, 'log'),
    isReady: () => answers(port, password),
    limit: START_LIMIT,
  });
  const url = urlOf(port, password);
  return { ...server, variable: VARIABLE, url, description: `${name} (${program.origin}): ${url}` };
}

/** The server of this very project that another command has started, if there is one. */
async function joinRunning(
  { name }: RedisKind,
  folder: string,
  password: string,
): Promise<RunningService | undefined> {
  const pid = Number(readText(join(folder, 'pid')));
  const port = Number(readText(join(folder, 'port')));
  if (!pid || !port) return undefined;
  // A real Redis shows its address where its command line was.
  const isOurs = (command: string) =>
    command.includes(`:${port}`) || command.includes('embedded-server.js');
  const owner = ownership(pid, isOurs);
  if (owner === 'orphan') {
    process.kill(pid, 'SIGTERM');
    await waitFor(() => (isAlive(pid) ? undefined : true), STOP_LIMIT);
  }
  if (owner !== 'guarded') return undefined;
  const isUp = async () => ((await answers(port, password)) ? true : undefined);
  if (!(await waitFor(isUp, START_LIMIT))) return undefined;
  const url = urlOf(port, password);
  return {
    variable: VARIABLE,
    url,
    description: `${name} (the one already started for this project): ${url}`,
    lost: untilGone(pid).then(() => `${name} has stopped, with the command that had started it.`),
    stop: async () => {},
  };
}

async function answers(port: number, password: string): Promise<boolean> {
  return (await redisReply(port, password, 'PING')) === '+PONG';
}

function settings(folder: string, port: number, password: string, ephemeral: boolean): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    // Other users of this machine can reach a loopback port too.
    `requirepass ${password}`,
    `dir ${JSON.stringify(folder)}`,
    // After a minute with a change, and at the end.
    `save ${ephemeral ? '""' : '60 1'}`,
    '',
  ].join('\n');
}

function urlOf(port: number, password: string): string {
  return `redis://:${password}@127.0.0.1:${port}`;
}
