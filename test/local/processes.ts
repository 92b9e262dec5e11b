import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The ids of all processes that have `text` on their command line, this one left out. */
export function processesWith(text: string): number[] {
  return commandLines()
    .filter(([pid, command]) => pid !== process.pid && command.includes(text))
    .map(([pid]) => pid);
}

function commandLines(): [pid: number, command: string][] {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [Number(pid), commandLine(pid)]);
  }
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' });
  return lines.split('\n').map((line) => [parseInt(line, 10), line]);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // It has just ended.
  }
}
