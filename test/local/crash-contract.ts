import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../../lib/local/processes/process-owner';
import { waitFor } from '../../lib/local/processes/wait-for';
import { processesWith } from './processes';
import { makeProject, pidIn, removeProject, REPOSITORY, serviceFolder } from './project';
import type { ServerUnderTest } from './server-contract';

/** A server under test that can lose its processes. */
export interface CrashingServer extends ServerUnderTest {
  /** The file with its process id, in that folder. */
  readonly pidFile: string;
  /** What stands in that file while it runs as process `pid`. */
  pidText(pid: number, folder: string): string;
  /** The embedded one has its data again after a crash. */
  readonly isDurable: boolean;
}

/** Milliseconds until everything must be gone. */
const END_LIMIT = 8_000;

const environment = { PATH: process.env['PATH'], LOCAL_SERVICES: 'embedded' };

/** A process of its own, to be killed, that starts the service in the project. */
export function startElsewhere(root: string, service: string, ...more: string[]): ChildProcess {
  const script = join(REPOSITORY, 'test/local/start-services.ts');
  return spawn(process.execPath, ['-r', 'tsx/cjs', script, root, service, ...more], {
    cwd: REPOSITORY,
    env: { ...environment, TMPDIR: join(root, 'tmp') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

export function crashContract(server: CrashingServer): void {
  const { service } = server;
  let root: string;

  beforeAll(() => {
    root = makeProject();
    mkdirSync(join(root, 'tmp'));
  });
  afterAll(() => {
    for (const pid of processesWith(root)) process.kill(pid, 'SIGKILL');
    removeProject(root);
  });

  const folder = () => serviceFolder(root, server.folder);

  /** Starts it from a process that can be killed, and has it keep a text. */
  async function startAndKeep(text: string): Promise<ChildProcess> {
    const starter = startElsewhere(root, service.name);
    const line = await new Promise<string>((resolve) => {
      starter.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
    const variables: Record<string, string> = JSON.parse(line);
    await server.keep(variables[service.variable] ?? '', text);
    return starter;
  }

  /** The processes of the server at the moment, and of its watchdog. */
  function running(): { own: number; watchdogs: number[] } {
    const ours = processesWith(root);
    const watchdogs = processesWith('watchdog.js').filter((pid) => ours.includes(pid));
    return { own: pidIn(folder(), server.pidFile), watchdogs };
  }

  function allGone(pids: number[]): Promise<true | undefined> {
    return waitFor(() => (pids.some(isAlive) ? undefined : true), END_LIMIT);
  }

  /** Starts it once more; what it keeps, if it is one that keeps something over a crash. */
  async function expectKept(text: string): Promise<void> {
    const again = await service.start({ root, ephemeral: false, source: 'embedded', environment });
    try {
      if (server.isDurable) expect(await server.kept(again.url)).toBe(text);
      await server.keep(again.url, text);
    } finally {
      await again.stop();
    }
  }

  test('ends when the process that started it is killed', async () => {
    const starter = await startAndKeep('one');
    const { own, watchdogs } = running();
    expect(watchdogs).toHaveLength(1);

    starter.kill('SIGKILL');
    expect(await allGone([own, ...watchdogs])).toBe(true);
    expect(processesWith(root)).toEqual([]);
    await expectKept('one');
  });

  test('is ended by the next start if its watchdog was killed, too', async () => {
    const starter = await startAndKeep('two');
    const { own, watchdogs } = running();
    for (const pid of [...watchdogs, starter.pid ?? 0]) process.kill(pid, 'SIGKILL');
    expect(await allGone(watchdogs)).toBe(true);
    expect(isAlive(own)).toBe(true);

    await expectKept('two');
    expect(await allGone([own])).toBe(true);
  });

  test('starts again after a crash of everything at once', async () => {
    const starter = await startAndKeep('three');
    const { own, watchdogs } = running();
    for (const pid of [...watchdogs, own, starter.pid ?? 0]) process.kill(pid, 'SIGKILL');
    expect(await allGone([own])).toBe(true);

    await expectKept('three');
  });

  test('starts where its process id belongs to another program by now', async () => {
    const file = join(folder(), server.pidFile);
    writeFileSync(file, server.pidText(process.pid, folder()), { mode: 0o666 });

    await expectKept('three');
  });
}
