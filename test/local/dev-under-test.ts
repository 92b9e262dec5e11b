import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../../lib/local/processes/process-owner';
import { waitFor } from '../../lib/local/processes/wait-for';
import { descendantsOf, processesWith } from './processes';
import { makeProject, removeProject, REPOSITORY } from './project';

/** Milliseconds, for a machine that is busy with other tests. */
const START_LIMIT = 30_000;
const END_LIMIT = 8_000;

/** `npm run dev` in a copy of this project. */
export class DevProcess {
  output = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(root: string, variables: NodeJS.ProcessEnv) {
    this.child = spawn(process.execPath, ['-r', 'tsx/cjs', 'lib/local/dev.ts'], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // A process group, as a terminal makes one: Ctrl-C goes to all of it.
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.ended = new Promise((resolve) => {
      this.child.once('close', resolve);
    });
  }

  async url(): Promise<string> {
    await this.says(/http:\/\/localhost:\d+ after/);
    return /http:\/\/localhost:\d+/.exec(this.output)?.[0] ?? '';
  }

  async says(what: RegExp): Promise<void> {
    const seen = await waitFor(
      () => what.test(this.output) || this.child.exitCode !== null || undefined,
      START_LIMIT,
    );
    if (!seen || !what.test(this.output)) throw new Error(`${what} is not in:\n${this.output}`);
  }

  ctrlC(): void {
    process.kill(-(this.child.pid ?? 0), 'SIGINT');
  }

  /** Itself, its services and its server, with their watchdogs: by process id. */
  processes(): number[] {
    const pid = this.child.pid ?? 0;
    return [pid, ...descendantsOf(pid)];
  }
}

/** A copy of this project, and what was started in it. To be made within a `describe` or a file. */
export class DevProject {
  readonly root = makeProject();
  readonly #started: DevProcess[] = [];

  constructor() {
    beforeAll(() => {
      for (const name of ['app', 'lib', 'package.json', 'tsconfig.json']) {
        cpSync(join(REPOSITORY, name), join(this.root, name), { recursive: true });
      }
    });
    afterAll(async () => {
      for (const { child } of this.#started) child.kill('SIGKILL');
      await waitFor(() => processesWith(this.root).length === 0 || undefined, END_LIMIT);
      removeProject(this.root);
    });
  }

  start(variables: NodeJS.ProcessEnv = {}): DevProcess {
    const dev = new DevProcess(this.root, variables);
    this.#started.push(dev);
    return dev;
  }

  edit(file: string, from: string, to: string): void {
    const path = join(this.root, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from)) throw new Error(`${from} is not in ${file}`);
    writeFileSync(path, text.replace(from, to));
  }

  /** Those of the processes, and of all others of the project, that don't end in time. */
  async left(pids: number[]): Promise<number[]> {
    const left = () => [...processesWith(this.root), ...pids.filter(isAlive)];
    await waitFor(() => left().length === 0 || undefined, END_LIMIT);
    return left();
  }
}

/** A browser's session with the server at `url`. */
export class Visit {
  cookie = '';

  constructor(public url: string) {}

  /** Adds to the counter of the session; its new value. */
  async count(): Promise<number> {
    const headers = { accept: 'application/json', origin: this.url, cookie: this.cookie };
    const reply = await fetch(`${this.url}/counter`, { method: 'POST', headers });
    this.cookie = reply.headers.getSetCookie()[0]?.split(';')[0] ?? this.cookie;
    const body: unknown = await reply.json();
    return Number(Object(body).counter);
  }
}
