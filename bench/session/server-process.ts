import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A contestant's server, in a process of its own, so that its processor time is its own. */
export interface ServerProcess {
  port: number;
  /** Processor time used so far, user and system, in microseconds. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** @throws Error if the server ends before it listens */
export async function startServer(
  file: string,
  environment: Record<string, string>,
): Promise<ServerProcess> {
  const child = fork(file, {
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  // Some peers print each forged cookie. Only the last words of one that ends are of interest.
  let lastWords = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2000);
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${String(code)}: ${lastWords}`);
  });
  ended.catch(() => {});
  const { port } = await Promise.race([answer<{ port: number }>(child), ended]);
  return {
    port,
    async cpu() {
      child.send('cpu');
      const { cpu } = await Promise.race([answer<{ cpu: NodeJS.CpuUsage }>(child), ended]);
      return cpu.user + cpu.system;
    },
    async stop() {
      child.kill();
      await ended.catch(() => {});
    },
  };
}

async function answer<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T];
  return message;
}
