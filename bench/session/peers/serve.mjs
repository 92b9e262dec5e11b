// What every contestant shares: where its stores are, what a session of the benchmark holds, and
// how it tells the benchmark its port and the processor time it has used.
import { randomBytes } from 'node:crypto';

export const redisUrl = process.env.REDIS_URL;
export const databaseUrl = process.env.DATABASE_URL;
export const memcachedAddress = process.env.MEMCACHED_ADDRESS;
export const secret = 'a secret of more than thirty-two characters, for the benchmark';

/** What a session holds beside its counter: about 300 bytes as JSON. */
export const payload = {
  user: 'a1b2c3d4-0000-4000-8000-000000000001',
  name: 'Ada Lovelace',
  cart: Array.from({ length: 5 }, (_, i) => ({ sku: `SKU-${1000 + i}`, quantity: i + 1 })),
  csrf: randomBytes(24).toString('base64url'),
};

/** Listens on a free port of the loopback and answers the benchmark's questions over IPC. */
export function serve(server) {
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
  answerQuestions();
}

/** For servers that listen by themselves. */
export function announce(port) {
  process.send({ port });
  answerQuestions();
}

function answerQuestions() {
  process.on('message', (question) => {
    if (question === 'cpu') process.send({ cpu: process.cpuUsage() });
  });
  process.on('disconnect', () => process.exit());
}
