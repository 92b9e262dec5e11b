import { isListening } from '../given-server';
import { claimPort } from './claim-port';
import { freePort } from '../processes/free-port';

const USUAL_PORT = 3000;
const MORE_PORTS = 20;

/**
 * The port for the app, claimed: the given one, else 3000 or the next free one.
 * Throws if the given one is taken.
 */
export async function choosePort(given: string | undefined): Promise<number> {
  if (given) {
    const port = Number(given);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Error(`PORT=${given}: not a port. Give a number from 1 to 65535.`);
    }
    if ((await isTaken(port)) || !claimPort(port)) {
      throw new Error(
        `PORT=${given}: another program listens there. End it, choose another port, or unset PORT.`,
      );
    }
    return port;
  }
  for (let port = USUAL_PORT; port < USUAL_PORT + MORE_PORTS; port++) {
    if (!(await isTaken(port)) && claimPort(port)) return port;
  }
  return freePort();
}

/**
 * Not only on our own address: browsers try ::1 first for `localhost`, and macOS lets us listen on
 * 127.0.0.1 beside a program that has the port on all addresses.
 */
async function isTaken(port: number): Promise<boolean> {
  const [free, v4, v6] = await Promise.all([
    freePort(port),
    isListening('127.0.0.1', port),
    isListening('::1', port),
  ]);
  return free !== port || v4 || v6;
}
