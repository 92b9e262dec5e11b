import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../lib/local/processes/free-port';
import { replacements } from './deploy-replacements';

export const canEmulateAws = !spawnSync('moto_server', ['--help']).error;

export interface Emulator {
  readonly endpoint: string;
  /** What any SDK client needs to speak to it. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** The same for a command: as environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where it failed by itself, up to now: of each of Python's tracebacks, the end. */
  faults(): string[];
  /** What of a deployment it left undone: which properties it did not change, what it did not remove. */
  undone(): string[];
  stop(): Promise<void>;
}

/** The only account that it has, and the region of the stacks. */
export const account = '123456789012';
export const region = 'us-east-1';

/** Starts moto's server, with our extension of it, on a free port of this machine. */
export async function startEmulator(): Promise<Emulator> {
  const folder = await mkdtemp(path.join(tmpdir(), 'emulator-'));
  const specification = path.join(folder, 'replacements.json');
  await writeFile(specification, JSON.stringify(await replacements()));
  const port = await freePort();
  const server = spawn('moto_server', ['--host', '127.0.0.1', '--port', String(port)], {
    // It ends when this pipe does: it outlives nobody, however they end.
    stdio: ['pipe', 'ignore', 'pipe'],
    env: {
      ...process.env,
      PYTHONPATH: path.join(__dirname, 'moto-extension'),
      PYTHONDONTWRITEBYTECODE: '1',
      AWS_GAPS_REPLACEMENTS: specification,
    },
    // pyenv starts it by a shim, which is a process of its own: the group ends both.
    detached: true,
  });
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const exited = once(server, 'exit');
  const stop = async () => {
    if (server.exitCode === null && server.pid) process.kill(-server.pid, 'SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  // By name: at an address S3's virtual hosts do not work.
  const endpoint = `http://localhost:${port}`;
  const deadline = Date.now() + 60_000;
  while (!(await fetch(`${endpoint}/moto-api/`).catch(() => undefined))?.ok) {
    if (Date.now() > deadline || server.exitCode !== null) {
      await stop();
      throw new Error(`moto_server does not start\n${log}`);
    }
    await new Promise((next) => setTimeout(next, 100));
  }
  if (!log.includes('[aws_gaps] ready')) {
    await stop();
    throw new Error(`moto_server starts without our extension of it\n${log}`);
  }
  const credentials = { accessKeyId: 'emulated', secretAccessKey: 'emulated' };
  return {
    endpoint,
    client: { endpoint, region, credentials },
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    faults: () =>
      log
        .split('Traceback (most recent call last):')
        .slice(1)
        .map((trace) => /(?:\n .*){1,3}\n\S.*/.exec(trace)?.[0] ?? trace),
    undone: () => [...log.matchAll(/^\[aws_gaps\] (not .*)$/gm)].map(([, line]) => line ?? ''),
    stop,
  };
}
