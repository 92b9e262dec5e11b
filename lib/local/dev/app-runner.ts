import { join } from 'node:path';
import { isListening } from '../given-server';
import type { GuardedProcess } from '../processes/guarded-process';
import { waitFor } from '../processes/wait-for';
import { startAppProcess } from './app-process';
import { sayError } from './say';

/** Milliseconds. */
const START_LIMIT = 15_000;

export interface AppSettings {
  /** The project's folder. */
  root: string;
  /** The folder of the bundle, with server.js. */
  bundle: string;
  host: string;
  port: number;
  /** The server's whole environment. It says host and port too. */
  environment: NodeJS.ProcessEnv;
}

/** Runs one server of the bundle, the newest one. */
export class AppRunner {
  private server: GuardedProcess | undefined;
  private isStopping = false;

  constructor(
    private readonly settings: AppSettings,
    /** What must be done before each start; resolves with what went wrong, for people, if anything did. */
    private readonly prepare: () => Promise<string | undefined> = async () => undefined,
  ) {}

  get isRunning(): boolean {
    return this.server !== undefined;
  }

  /**
   * Puts a server of the bundle as it is now in the place of the one that runs. Resolves when it
   * listens, or with what went wrong, for people. The old one goes on if it is the preparation.
   */
  async replace(): Promise<string | undefined> {
    const problem = await this.prepare();
    if (problem) return problem;
    const old = this.server;
    this.server = undefined;
    await old?.stop();
    return this.isStopping ? undefined : this.startServer();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.server?.stop();
  }

  private async startServer(): Promise<string | undefined> {
    const { bundle, root, host, port, environment } = this.settings;
    const server = startAppProcess(join(bundle, 'server.js'), [], root, environment);
    this.server = server;
    let ending: string | undefined;
    let isUp = false;
    const seeItEnd = async () => {
      ending = `The server has ended with exit code ${await server.ended}.`;
      if (this.server !== server) return;
      this.server = undefined;
      if (isUp && !this.isStopping) sayError(`${ending} It starts again at the next change.`);
    };
    void seeItEnd();
    const look = async () => ending ?? ((await isListening(host, port)) ? 'up' : undefined);
    const outcome = await waitFor(look, START_LIMIT);
    isUp = outcome === 'up';
    if (isUp) return undefined;
    await server.stop();
    return outcome ?? `The server does not listen on port ${port} after ${START_LIMIT / 1000} s.`;
  }
}
