// Run by a test as a process of its own that can be killed: starts the services of the project in the
// folder given, says so in one line of JSON, and stays.
import { startServices } from '../../lib/local/services';

const [root = '', ephemeral] = process.argv.slice(2);

startServices({ root, ephemeral: ephemeral === 'ephemeral' }).then(
  ({ environment }) => process.stdout.write(`${JSON.stringify(environment)}\n`),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
