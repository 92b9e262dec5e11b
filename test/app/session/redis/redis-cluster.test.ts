import { RedisCarrier } from '../../../../app/session/redis/redis-carrier';
import { OwnCluster } from '../../redis/own-cluster';
import { isRealRedis } from '../../redis/own-redis';
import { sessionContract } from '../contract';

// The embedded one knows no clusters.
(isRealRedis ? describe : describe.skip)('with cluster mode enabled', () => {
  sessionContract('Redis', async () => {
    const cluster = await OwnCluster.start();
    const connections = await Promise.all([1, 2, 3].map(() => cluster.connected()));
    const [a, b, c] = connections.map((connection) => new RedisCarrier(connection));
    return {
      servers: [a!, b!, c!],
      contents: () => cluster.contents(),
      async close() {
        await Promise.all(connections.map((connection) => connection.close()));
        await cluster.stop();
      },
    };
  });
});
