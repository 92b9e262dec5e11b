import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { errorCode } from '../error-code';
import { readText } from '../read-text';

/**
 * What a process id found in a file means by now:
 * - `gone`: no such process;
 * - `guarded`: it runs, and its watchdog with it;
 * - `orphan`: it runs, but nobody is left who would end it, because the watchdog itself was killed;
 * - `stranger`: the system has given the number to another program meanwhile.
 */
export type Ownership = 'gone' | 'guarded' | 'orphan' | 'stranger';

/** `isIt` recognizes the program by its command line. */
export function ownership(pid: number, isIt: (command: string) => boolean): Ownership {
  if (!isAlive(pid)) return 'gone';
  const info = processInfo(pid);
  // Windows tells neither cheaply. A watchdog there ends its server by the same pipe, so trust in that.
  if (!info) return 'guarded';
  if (!isIt(info.command)) return 'stranger';
  return processInfo(info.parent)?.command.includes('watchdog.js') ? 'guarded' : 'orphan';
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
  return !isZombie(pid);
}

/** In a container whose first process is not an init nobody takes note of an orphan's end. */
function isZombie(pid: number): boolean {
  return process.platform === 'linux' && /^\d+ \(.*\) Z/s.test(readText(`/proc/${pid}/stat`));
}

/** Settles when a process that is not our child has ended; looks twice a second. */
export function untilGone(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(pid)) return;
      clearInterval(timer);
      resolve();
    }, 500).unref();
  });
}

interface ProcessInfo {
  parent: number;
  command: string;
}

function processInfo(pid: number): ProcessInfo | undefined {
  try {
    if (process.platform === 'linux') return fromProc(pid); // `ps` is missing in slim containers.
    if (process.platform === 'win32') return undefined;
    const line = execFileSync('ps', ['-ww', '-o', 'ppid=,command=', '-p', String(pid)], {
      encoding: 'utf8',
    });
    const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(line) ?? [];
    return command === undefined ? undefined : { parent: Number(parent), command };
  } catch {
    return undefined;
  }
}

function fromProc(pid: number): ProcessInfo {
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  // "pid (name) state ppid …": the name may hold spaces and parentheses.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(parent), command };
}
