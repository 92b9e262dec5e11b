import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readText } from '../../lib/local/read-text';

interface RunningProcess {
  pid: number;
  parent: number;
  command: string;
}

/** The ids of all processes that have `text` on their command line, this one left out. */
export function processesWith(text: string): number[] {
  return all()
    .filter(({ pid, command }) => pid !== process.pid && command.includes(text))
    .map(({ pid }) => pid);
}

/** A process's children, their children and so on; parents come before children. */
export function descendantsOf(pid: number): number[] {
  const running = all();
  const found = [pid];
  // It grows while it is gone through.
  for (const one of found) {
    found.push(...running.filter(({ parent }) => parent === one).map((child) => child.pid));
  }
  return found.slice(1);
}

/** '' if it has ended. */
export function commandLine(pid: number): string {
  return all().find((one) => one.pid === pid)?.command ?? '';
}

function all(): RunningProcess[] {
  if (process.platform === 'linux') {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.flatMap(fromProc);
  }
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' });
  return lines.split('\n').flatMap((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s(.*)/.exec(line) ?? [];
    return pid ? [{ pid: Number(pid), parent: Number(parent), command }] : [];
  });
}

/** None if it has just ended. */
function fromProc(pid: string): RunningProcess[] {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    // "pid (name) state ppid …": the name may hold spaces and parentheses.
    const stat = readText(`/proc/${pid}/stat`);
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [{ pid: Number(pid), parent: Number(parent), command }];
  } catch {
    return [];
  }
}
