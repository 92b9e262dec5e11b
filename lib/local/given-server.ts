import { connect } from 'node:net';
import { NEVER, type RunningService } from './service';

/**
 * The server whose address the environment gives. Throws if nothing listens there; who it is and whether
 * it lets us in is for its client to find out.
 * @param usualPort where such a server listens if its URL doesn't say
 */
export async function givenServer(
  name: string,
  variable: string,
  url: string,
  usualPort: number,
): Promise<RunningService> {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    // Not repeated: it may hold a password.
    throw new Error(
      `${variable} is not a URL. Correct it, or unset it to have ${name} started here.`,
    );
  }
  const port = Number(parsed.port || usualPort);
  if (parsed.hostname && !(await isListening(parsed.hostname, port))) {
    throw new Error(
      `${variable}: nothing answers at ${parsed.hostname}:${port}. ` +
        `Start that server, or unset ${variable} to have ${name} started here.`,
    );
  }
  if (parsed.password) parsed.password = '***';
  return {
    variable,
    url,
    description: `${name}: the one that ${variable} names, ${parsed.href}`,
    lost: NEVER,
    stop: async () => {},
  };
}

/** Whether somebody accepts TCP connections there within two seconds. */
export function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: host.replace(/^\[|\]$/g, ''), port, timeout: 2000 });
    const answer = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}
