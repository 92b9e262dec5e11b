// A small server for the machine's tests. BEHAVIOUR: good, crashing, never-ready or failing-migration.
const { createServer } = require('node:http');
const fs = require('node:fs');
const os = require('node:os');
const { join } = require('node:path');

/** Whether this process can have the machine's own role. */
async function reachesMetadataService() {
  return fetch('http://169.254.169.254/latest/api/token', {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
    signal: AbortSignal.timeout(1000),
  }).then(
    () => true,
    () => false,
  );
}

async function migrate() {
  if (process.env.BEHAVIOUR === 'failing-migration') throw new Error('a broken migration');
  const { username } = os.userInfo();
  console.log(`migrated by ${username}, with metadata: ${await reachesMetadataService()}`);
}

/** What the sandbox leaves to the process. */
async function powers() {
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
    ownCredentialsAreReadOnly: refused(() =>
      fs.appendFileSync('/run/app-credentials/credentials.json', ' '),
    ),
    otherProcessesAreHidden: refused(() => fs.statSync('/proc/1')),
    homesAreHidden: refused(() => fs.readdirSync('/root')),
    metadataServiceIsOutOfReach: !(await reachesMetadataService()),
  };
}

/** Which credentials the app's own code signs in to PostgreSQL with: the SDK finds them by itself. */
async function accessKey() {
  // Only the bundle has it.
  const { iamPassword } = require(join(__dirname, 'iam-password'));
  const address = { host: 'db.example', port: 5432, user: 'app', region: 'eu-central-1' };
  const token = new URL(`https://${await iamPassword(address)()}`);
  return token.searchParams.get('X-Amz-Credential').split('/')[0];
}

let stopping = false;
function serve() {
  if (process.env.BEHAVIOUR === 'crashing') throw new Error('a broken release');
  const server = createServer(async (request, reply) => {
    const ready = !stopping && process.env.BEHAVIOUR !== 'never-ready';
    if (request.url === '/readyz') return reply.writeHead(ready ? 200 : 503).end();
    if (request.url === '/slow') return setTimeout(() => reply.end('slow and whole'), 2000);
    if (request.url === '/access-key') return reply.end(await accessKey());
    return reply.end(JSON.stringify(await powers()));
  });
  server.listen(process.env.PORT, '127.0.0.1', () => console.log('the server listens'));
  process.on('SIGTERM', () => {
    stopping = true;
    // It goes on answering for a moment, as the app does: see SHUTDOWN_DELAY_SECONDS.
    setTimeout(() => server.close(() => console.log('the server ends')), 1000);
  });
}

if (process.argv[2] === 'migrate') void migrate();
else serve();
