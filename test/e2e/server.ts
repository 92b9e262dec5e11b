import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { bareEnvironment } from './run';

export interface RunningServer {
  port: number;
  /** The log lines so far. */
  log: string[];
  stop(): Promise<void>;
}

/** Starts a bundled server, as it would run on a machine of its own, and waits until it listens. */
export async function startServer(
  folder: string,
  environment: Record<string, string>,
): Promise<RunningServer> {
  const child = spawn(process.execPath, ['--enable-source-maps', 'server.js'], {
    cwd: folder,
    env: bareEnvironment({ PORT: '0', ...environment }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const log: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.push(line);
      const found = /listening at \S+:(\d+)/i.exec(line)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.once('close', () => reject(new Error(`The server ended:\n${log.join('\n')}`)));
  });
  return {
    port,
    log,
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
}
