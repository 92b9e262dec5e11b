// A small server for the machine's tests. BEHAVIOUR: good, crashing or never-ready.
const { createServer } = require('node:http');
const fs = require('node:fs');
const os = require('node:os');

if (process.argv[2] === 'migrate') {
  console.log('migrated');
  process.exit(0);
}
if (process.env.BEHAVIOUR === 'crashing') throw new Error('a broken release');

/** What the sandbox leaves to the process. */
function powers() {
  const refused = (attempt) => {
    try {
      attempt();
      return false;
    } catch {
      return true;
    }
  };
  return {
    user: os.userInfo().username,
    serverId: process.env.SERVER_ID,
    cpus: os.cpus().length > 0,
    networkInterfaces: Object.keys(os.networkInterfaces()).length > 0,
    temporaryFile: !refused(() => fs.writeFileSync('/tmp/x', 'x')),
    ownCodeIsReadOnly: refused(() => fs.appendFileSync(__filename, ' ')),
    otherProcessesAreHidden: refused(() => fs.statSync('/proc/1')),
    homesAreHidden: refused(() => fs.readdirSync('/root')),
  };
}

let stopping = false;
const server = createServer((request, reply) => {
  const ready = !stopping && process.env.BEHAVIOUR !== 'never-ready';
  if (request.url === '/readyz') return reply.writeHead(ready ? 200 : 503).end();
  if (request.url === '/slow') return setTimeout(() => reply.end('slow and whole'), 2000);
  return reply.end(JSON.stringify(powers()));
});
server.listen(process.env.PORT, '127.0.0.1', () => console.log('the server listens'));
process.on('SIGTERM', () => {
  stopping = true;
  server.close(() => console.log('the server ends'));
});
