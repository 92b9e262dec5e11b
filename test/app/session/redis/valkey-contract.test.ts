import { RedisCarrier } from '../../../../app/session/redis/redis-carrier';
import { OwnRedis } from '../../redis/own-redis';
import { sessionContract } from '../contract';
import { connected } from './redis-under-test';

// A real one where it is on PATH, else the embedded one with Valkey's commands.
sessionContract('Valkey', async () => {
  const valkey = await OwnRedis.start({
    kind: { name: 'Valkey', programs: ['valkey-server'], commandsOf: 'valkey-8.0' },
  });
  const connections = await Promise.all([1, 2, 3].map(() => connected(valkey.url)));
  const [a, b, c] = connections.map((connection) => new RedisCarrier(connection));
  return {
    servers: [a!, b!, c!],
    contents: () => valkey.contents(),
    async close() {
      await Promise.all(connections.map((connection) => connection.close()));
      await valkey.stop();
    },
  };
});
