// Run by a test as a process of its own that can be killed: starts the Memcached of the project in the
// folder given, says where it is, and stays.
import { memcachedService } from '../../../lib/local/memcached/memcached';

const [root = '', source] = process.argv.slice(2);

memcachedService
  .start({
    root,
    ephemeral: false,
    source: source === 'path' ? 'path' : 'embedded',
    environment: process.env,
  })
  .then(
    ({ url }) => process.stdout.write(url),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
