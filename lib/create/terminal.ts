/**
 * Standard output and standard error. `process.stdout` would do for all of it, but loading the streams
 * behind it takes a thirtieth of a run: only a terminal, or a pipe that is full, gets them.
 */
import { fstatSync, writeSync } from 'node:fs';

export type Descriptor = 1 | 2;

export function isTerminal(descriptor: Descriptor): boolean {
  return isDevice(descriptor) && stream(descriptor).isTTY;
}

/** Columns of the terminal; 80 where there is none, or one that does not know. */
export function terminalWidth(): number {
  return (isTerminal(1) && process.stdout.columns) || 80;
}

export function writeLine(descriptor: Descriptor, text: string): void {
  const bytes = Buffer.from(`${text}\n`);
  if (isDevice(descriptor)) {
    stream(descriptor).write(bytes);
    return;
  }
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(descriptor, bytes, at);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // Nobody reads any more, as in `create-stateless-app --help | head -1`.
    if (code === 'EPIPE') return;
    if (code !== 'EAGAIN') throw error;
    stream(descriptor).write(bytes.subarray(at));
  }
}

const streams = new Set<NodeJS.WriteStream>();

function stream(descriptor: Descriptor): NodeJS.WriteStream {
  const opened = descriptor === 1 ? process.stdout : process.stderr;
  streams.add(opened);
  return opened;
}

/** Resolves once everything has been handed to the system; a terminal on Windows takes its time. */
export async function written(): Promise<void> {
  const slow = [...streams].filter(({ writableLength }) => writableLength > 0);
  await Promise.all(slow.map((each) => new Promise((resolve) => each.write('', resolve))));
}

function isDevice(descriptor: Descriptor): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    // Closed, as by `>&-`.
    return false;
  }
}
