import { resolve } from 'node:path';
import { startDev } from './dev/start-dev';
import { onRequestToEnd } from './dev/request-to-end';
import { say, sayError } from './dev/say';

/**
 * `npm run dev`: the services, one server, reload on change. Ends with exit code 0 when it is asked to
 * (Ctrl-C, SIGTERM), which is the usual way to end it and which npm would otherwise call a failure; with
 * 1 when something that it needs is missing or breaks.
 */
const dev = startDev(resolve(__dirname, '../..'));

let ending = false;
async function end(exitCode: number): Promise<void> {
  // Twice: somebody doesn't want to wait. The watchdogs will see to it that everything ends.
  if (ending) process.exit(exitCode);
  ending = true;
  await dev.stop();
  process.exit(exitCode);
}

onRequestToEnd(() => {
  say('Stopping.');
  void end(0);
});

dev.failed.then(
  (reason) => {
    // What is lost while ending is what ends, here or with another command of this project.
    if (ending) return undefined;
    sayError(reason);
    return end(1);
  },
  () => {},
);
