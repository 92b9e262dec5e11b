import { connect } from 'node:net';

/**
 * Sends one command to the Memcached on a loopback port; its reply's first line, "MN" or "ERROR", or
 * undefined if there is none within a second. Enough to see whether our server is up, whatever client the
 * app has chosen.
 */
export function memcachedReply(port: number, command: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1000 });
    let received = '';
    const settle = (reply?: string) => {
      socket.destroy();
      resolve(reply);
    };
    socket.once('connect', () => socket.write(`${command}\r\n`));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const [reply, rest] = received.split('\r\n');
      if (rest !== undefined) settle(reply);
    });
    socket.once('error', () => settle());
    socket.once('close', () => settle());
    socket.once('timeout', () => settle());
  });
}
