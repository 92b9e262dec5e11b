// A Redis in JavaScript, for machines that have none: `node embedded-server.js redis-7.0` has the
// commands of Redis 7.0; the environment says where it listens (PORT) and its PASSWORD. It keeps
// everything in memory, and needs a process of its own so that a reload of the app's server leaves the
// sessions alone.

const {
  RedisServerState,
  Resp2Server,
  createRedisCommandExecutor,
  resolveCompatibilityProfile,
} = require('js-redis-server/core');

const compatibility = resolveCompatibilityProfile(process.argv[2]);
const { server } = new Resp2Server({
  server: new RedisServerState({ compatibility, requirepass: process.env.PASSWORD }),
  executor: createRedisCommandExecutor({ compatibility }),
});
// It leaves Nagle's algorithm on, which costs 40 ms a pipelined round trip.
server.on('connection', (socket) => socket.setNoDelay(true));
server.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
// Its own listen() would open the port on every network interface.
server.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
