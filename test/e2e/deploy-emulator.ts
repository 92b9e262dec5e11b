import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

export const canEmulateAws = !spawnSync('moto_server', ['--help']).error;

export interface Emulator {
  readonly endpoint: string;
  /**
   * Where it failed by itself, up to now. The CDK repeats such a call, and then reports the second
   * answer alone: "already exists".
   */
  faults(): string[];
  stop(): Promise<void>;
}

/** Starts moto's server, with our extension of it, on a free port of this machine. */
export async function startEmulator(): Promise<Emulator> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');

  const server = spawn('moto_server', ['--host', '127.0.0.1', '--port', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PYTHONPATH: join(__dirname, 'moto-extension') },
    // pyenv starts it by a shim, which is a process of its own: the group ends both.
    detached: true,
  });
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const exited = once(server, 'exit');
  const stop = async () => {
    if (server.exitCode === null && server.pid) process.kill(-server.pid, 'SIGKILL');
    await exited;
  };
  // By name: at an address S3's virtual hosts do not work.
  const endpoint = `http://localhost:${port}`;
  const deadline = Date.now() + 30_000;
  while (!(await fetch(`${endpoint}/moto-api/`).catch(() => undefined))?.ok) {
    if (Date.now() > deadline || server.exitCode !== null) {
      await stop();
      throw new Error('moto_server does not start');
    }
    await new Promise((next) => setTimeout(next, 100));
  }
  // Of each of Python's tracebacks, the innermost call and the exception.
  const faults = () =>
    log
      .split('Traceback (most recent call last):')
      .slice(1)
      .map((trace) => /(?:\n .*){1,3}\n\S.*/.exec(trace)?.[0] ?? trace);
  return { endpoint, faults, stop };
}
