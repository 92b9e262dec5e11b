import { readableLogLine } from '../../lib/local/dev/log-line';

const time = '2026-01-02T03:04:05.678Z';
const clock = new Date(time).toTimeString().slice(0, 8);
const line = (entry: object) => readableLogLine(JSON.stringify({ time, server: 's', ...entry }));

test('an answered request is its status, what was asked for, and how long it took', () => {
  const entry = { level: 'info', reqId: 'x', method: 'GET', path: '/', status: 200, ms: 4.1 };
  expect(line({ ...entry, ip: '127.0.0.1', msg: 'answered' })).toBe(`${clock} 200 GET / 4.1 ms`);
});

test('another line is its level unless info, its message and its fields', () => {
  expect(line({ level: 'info', msg: 'stopped' })).toBe(`${clock} stopped`);
  expect(line({ level: 'warn', msg: 'slow', table: 'notes', rows: [1] })).toBe(
    `${clock} warn slow table=notes rows=[1]`,
  );
});

test('an error shows its stack', () => {
  const err = { type: 'TypeError', message: 'no', stack: 'TypeError: no\n    at a.ts:1' };
  expect(line({ level: 'error', msg: 'failed', err })).toBe(
    `${clock} error failed\n  TypeError: no\n      at a.ts:1`,
  );
});

test('what is no log line stays as it is', () => {
  for (const text of ['(node:1) Warning: x', '{"a":1}', '{broken', '']) {
    expect(readableLogLine(text)).toBe(text);
  }
});
