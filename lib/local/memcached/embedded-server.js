// A Memcached in JavaScript, for machines that have none; the environment says where it listens (PORT). It
// keeps everything in memory, and needs a process of its own so that a reload of the app's server leaves
// the sessions alone.

const { createServer } = require('node:net');
const { Dialogue } = require('./embedded/dialogue');
const { Items } = require('./embedded/items');

const items = new Items();

const server = createServer((socket) => {
  const dialogue = new Dialogue(items);
  // Nagle's algorithm would cost 40 ms a pipelined round trip.
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    const { answer, isOver } = dialogue.take(chunk);
    // Who doesn't read the answers gets no more of them.
    if (!socket.write(answer)) {
      socket.pause();
      socket.once('drain', () => socket.resume());
    }
    if (isOver) socket.end();
  });
});
server.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
server.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
