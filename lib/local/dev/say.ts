import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Whether people are reading this, rather than a program or a file. */
export const isTerminal = process.stdout.isTTY;
// https://no-color.org
const hasColor = isTerminal && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

export function styled(style: Style, text: string): string {
  return hasColor ? styleText(style, text) : text;
}

/** A line of our own among those of the server. */
export function say(line: string): void {
  process.stdout.write(`${styled('cyan', '›')} ${line}\n`);
}

export function sayError(line: string): void {
  process.stderr.write(`${styled('red', '✘')} ${line}\n`);
}
