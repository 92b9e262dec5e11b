import { join } from 'node:path';
import { isListening } from '../given-server';
import type { GuardedProcess } from '../processes/guarded-process';
import { waitFor } from '../processes/wait-for';
import { startAppProcess } from './app-process';
import { migrationsFingerprint } from './migrations-fingerprint';
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

/** Brings the database's schema up to date and runs one server of the bundle, the newest one. */
export class AppRunner {
  private server: GuardedProcess | undefined;
  private migrated = '';
  private isStopping = false;

  constructor(private readonly settings: AppSettings) {}

  get isRunning(): boolean {
    return this.server !== undefined;
  }

  /**
   * Puts a server of the bundle as it is now in the place of the one that runs. Resolves when it
   * listens, or with what went wrong, for people. The old one goes on if it is the migrations.
   */
  async replace(): Promise<string | undefined> {
    const problem = await this.migrate();
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

  /** Runs the migrations if they are not the ones that ran last. */
  private async migrate(): Promise<string | undefined> {
    const fingerprint = migrationsFingerprint(this.settings.bundle);
    if (fingerprint === this.migrated) return undefined;
    const exitCode = await this.run('migrate').ended;
    if (exitCode !== 0) return `The migrations failed, with exit code ${exitCode}.`;
    this.migrated = fingerprint;
    return undefined;
  }

  private async startServer(): Promise<string | undefined> {
    const server = this.run();
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
    const { host, port } = this.settings;
    const look = async () => ending ?? ((await isListening(host, port)) ? 'up' : undefined);
    const outcome = await waitFor(look, START_LIMIT);
    isUp = outcome === 'up';
    if (isUp) return undefined;
    await server.stop();
    return outcome ?? `The server does not listen on port ${port} after ${START_LIMIT / 1000} s.`;
  }

  private run(...args: string[]): GuardedProcess {
    const { bundle, root, environment } = this.settings;
    return startAppProcess(join(bundle, 'server.js'), args, root, environment);
  }
}
