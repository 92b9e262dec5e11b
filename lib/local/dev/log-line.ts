import { styled } from './say';

/** Fields that say the same on every line here, or are shown otherwise. */
const NOT_SHOWN = new Set(['level', 'time', 'msg', 'server', 'reqId', 'ip', 'err']);

/**
 * One line of the server's JSON log as people read it: time, level, message, further fields, and the
 * stack of an error. A line that isn't JSON stays as it is.
 */
export function readableLogLine(line: string): string {
  const entry = parse(line);
  if (!entry) return line;
  const time = styled('dim', localTime(String(entry['time'])));
  const { method, path, status, ms } = entry;
  if (typeof status === 'number') {
    return `${time} ${styled(statusColor(status), String(status))} ${String(method)} ${String(path)} ${styled('dim', `${String(ms)} ms`)}`;
  }
  const level = String(entry['level']);
  const fields = Object.entries(entry)
    .filter(([name]) => !NOT_SHOWN.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const message = typeof entry['msg'] === 'string' ? entry['msg'] : '';
  const text = fields.length > 0 ? `${message} ${styled('dim', fields.join(' '))}` : message;
  return `${time} ${levelLabel(level)}${text}${stackOf(entry['err'])}`;
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry: Record<string, unknown> = JSON.parse(line);
    return 'level' in entry && 'time' in entry ? entry : undefined;
  } catch {
    return undefined;
  }
}

function localTime(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : date.toTimeString().slice(0, 8);
}

function statusColor(status: number): 'red' | 'yellow' | 'green' {
  if (status >= 500) return 'red';
  return status >= 400 ? 'yellow' : 'green';
}

/** Nothing for `info`, which most lines are. */
function levelLabel(level: string): string {
  if (level === 'info') return '';
  const isBad = level === 'error' || level === 'fatal';
  return `${styled(isBad ? 'red' : 'yellow', level)} `;
}

function stackOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const text = 'stack' in error ? error.stack : 'message' in error ? error.message : '';
  return typeof text === 'string' && text ? `\n${text.replaceAll(/^/gm, '  ')}` : '';
}
