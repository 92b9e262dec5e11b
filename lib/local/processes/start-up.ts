import { closeSync, openSync } from 'node:fs';
import { startGuarded, type GuardedProcess, type Order } from './guarded-process';
import { readText } from '../read-text';
import { NEVER, type RunningService } from '../service';
import { waitFor } from './wait-for';

export interface ServerStart {
  /** As people call it. */
  name: string;
  order: Order;
  environment: NodeJS.ProcessEnv;
  /** Gets what the server prints, afresh at each start. */
  logFile: string;
  isReady: () => boolean | Promise<boolean>;
  /** Milliseconds until it must be ready. */
  limit: number;
}

/**
 * Starts a server and waits until it is ready.
 * Throws, with the last lines of its log, if it ends instead or never gets ready.
 */
export async function startServer(
  start: ServerStart,
): Promise<Pick<RunningService, 'lost' | 'stop'>> {
  const log = openSync(start.logFile, 'w', 0o600);
  const server = startGuarded(start.order, start.environment, log);
  closeSync(log);
  const outcome = await readyOrEnded(server, start);
  if (outcome !== 'ready') {
    const lastWords = readText(start.logFile).trim().split('\n').slice(-8).join('\n');
    await server.stop();
    throw new Error(`${start.name} did not start: ${outcome}.\n${lastWords}`);
  }
  let stopping = false;
  return {
    lost: server.ended.then((code) =>
      stopping
        ? NEVER
        : `${start.name} has stopped, with exit code ${code}. Its log: ${start.logFile}`,
    ),
    stop() {
      stopping = true;
      return server.stop();
    },
  };
}

async function readyOrEnded(
  server: GuardedProcess,
  { isReady, limit }: ServerStart,
): Promise<string> {
  let ending: string | undefined;
  const seeItEnd = async () => {
    ending = `it ended with exit code ${await server.ended}`;
  };
  void seeItEnd();
  const outcome = await waitFor(
    async () => ending ?? ((await isReady()) ? 'ready' : undefined),
    limit,
  );
  return outcome ?? `it was not ready after ${limit / 1000} seconds`;
}
