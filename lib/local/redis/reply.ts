import { connect } from 'node:net';

/**
 * Signs in to the Redis on a loopback port and sends one command; its reply's first line, "+PONG" or
 * "-ERR …", or undefined if there is none within a second. Enough to see whether our server is up,
 * whatever client the app has chosen.
 */
export function redisReply(
  port: number,
  password: string,
  command: string,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1000 });
    let received = '';
    const settle = (reply?: string) => {
      socket.destroy();
      resolve(reply);
    };
    socket.once('connect', () => socket.write(encode('AUTH', password) + encode(command)));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const [auth, reply, rest] = received.split('\r\n');
      if (auth?.startsWith('-') && reply !== undefined) settle(auth);
      else if (rest !== undefined) settle(reply);
    });
    socket.once('error', () => settle());
    socket.once('close', () => settle());
    socket.once('timeout', () => settle());
  });
}

function encode(...words: string[]): string {
  return `*${words.length}\r\n` + words.map((word) => `$${word.length}\r\n${word}\r\n`).join('');
}
