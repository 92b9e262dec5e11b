import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { cli } from './repository';

// Starting processes takes its time on a busy machine.
jest.setTimeout(60_000);

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Answers of one's own, so that nothing of this machine decides. */
export const cleanEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
  npm_config_user_agent: undefined,
};

/** The bundled CLI, with no terminal. */
export function runCli(args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  return ended(startCli(args, options));
}

export function startCli(args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  return spawn(process.execPath, [cli, ...args], {
    env: cleanEnvironment,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
}

export function ended(child: ChildProcess): Promise<Ended> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (output.stdout += chunk));
  child.stderr?.on('data', (chunk) => (output.stderr += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...output }));
  });
}
