// Runs one server and ends it when this process's standard input closes. The operating system closes
// that pipe however the parent ends, kill -9 included, so no server outlives the command that started it.
// Plain JavaScript, because it must start at once and under bare Node 20.
//
//   node watchdog.js '{"command": …, "args": […], …}'      (the type Order in guarded-process.ts)
//
// Exits as the server did: its exit code, or 128 + the signal's number; 127 if it could not be started,
// 126 if its preparation failed.

const { spawn } = require('node:child_process');
const { renameSync, rmSync, writeFileSync } = require('node:fs');
const { constants } = require('node:os');

/** @type {import('./guarded-process').Order} */
const order = JSON.parse(process.argv[2] ?? '');

/** What runs at the moment. */
let child;
let stopping = false;

/**
 * @param {import('./guarded-process').Command} step
 * @param {(code: number) => void} then gets its exit code
 */
function run(step, then) {
  const started = spawn(step.command, step.args, {
    cwd: order.cwd,
    uid: order.account?.uid,
    gid: order.account?.gid,
    stdio: ['ignore', 'inherit', 'inherit'],
    windowsHide: true,
  });
  child = started;
  started.on('error', (error) => {
    if (started.pid !== undefined) return;
    process.stderr.write(`${step.command} can't be started: ${error.message}\n`);
    then(127);
  });
  started.on('exit', (code, signal) =>
    then(code ?? 128 + (signal ? constants.signals[signal] : 0)),
  );
}

function start() {
  run(order, finish);
  if (order.pidFile && child?.pid) writeFileSync(order.pidFile, String(child.pid));
}

/** @param {NonNullable<import('./guarded-process').Order['preparation']>} preparation */
function prepareAndStart(preparation) {
  run(preparation, (code) => {
    if (code !== 0 || stopping) return finish(126);
    try {
      renameSync(preparation.unfinished, preparation.finished);
    } catch (error) {
      process.stderr.write(`${String(error)}\n`); // Another start of this project was quicker.
      return finish(126);
    }
    return start();
  });
}

/**
 * Asks politely first, and then with each further signal of the order after another grace period.
 * @param {number} step which signal's turn it is
 */
function stop(step = 0) {
  if (step === 0 && stopping) return;
  stopping = true;
  const [command, ...args] = order.stopCommand ?? [];
  // Windows knows no signals: kill() ends a process on the spot there, so a polite way needs a command.
  if (step === 0 && process.platform === 'win32' && command) {
    spawn(command, args, { stdio: 'ignore', windowsHide: true }).on('error', () => child?.kill());
  } else {
    child?.kill(order.stopSignals[step] ?? 'SIGKILL');
  }
  setTimeout(() => stop(step + 1), order.graceMilliseconds);
}

/** @param {number} code */
function finish(code) {
  for (const path of [...order.removeAtEnd, order.pidFile]) {
    try {
      if (path) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // A leftover is no reason to hide how the server ended.
    }
  }
  process.exit(code);
}

process.stdin.on('end', () => stop());
process.stdin.on('error', () => stop());
process.stdin.resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop());
if (order.preparation) prepareAndStart(order.preparation);
else start();
