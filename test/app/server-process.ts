import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { waitFor } from '../../lib/local/processes/wait-for';
import { freePort } from '../../lib/local/processes/free-port';
import { storesForTest } from './stores-for-test';

type Environment = Record<string, string>;

/** The built server as a process of its own, as it runs on a host. */
export class ServerProcess {
  output = '';
  /** Its exit code, when all that it wrote has been read. */
  readonly exited: Promise<number | null>;

  private constructor(
    readonly child: ChildProcess,
    readonly url: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.exited = new Promise((resolve) => {
      child.on('close', (code) => resolve(code));
    });
  }

  /** Resolves when it answers. */
  static async start(environment: Environment): Promise<ServerProcess> {
    const port = await freePort();
    const server = new ServerProcess(
      launch([], { PORT: String(port), ...environment }),
      `http://127.0.0.1:${port}`,
    );
    const up = await waitFor(async () => {
      if (server.child.exitCode !== null) return false;
      return (await server.get('/livez')) === 200 || undefined;
    }, 15_000);
    if (!up) throw new Error(`The server does not answer:\n${server.output}`);
    return server;
  }

  /** The status, or undefined where nobody answers. */
  async get(path: string, headers: Record<string, string> = {}): Promise<number | undefined> {
    try {
      const response = await fetch(this.url + path, { headers });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return undefined;
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The lines of its log. */
  get log(): Record<string, unknown>[] {
    const lines = this.output.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

/** Runs it to its end. */
export async function runServer(
  args: string[],
  environment: Environment,
): Promise<{ code: number | null; output: string }> {
  const child = launch(args, environment);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return { code, output };
}

function launch(args: string[], environment: Environment): ChildProcess {
  const server = join(process.env['APP_TEST_BUNDLE'] ?? '', 'server.js');
  return spawn(process.execPath, [server, ...args], {
    // Nothing of this machine's environment: the server must do with what it is given.
    env: {
      PUBLIC_URL: 'http://localhost:8080',
      ...storesForTest(),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
