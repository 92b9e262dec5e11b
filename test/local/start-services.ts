// Run by a test as a process of its own that can be killed: starts one service of the project, by name, in
// the folder given, says so in one line of JSON, and stays.
import { projectServices } from '../../lib/local/project-services';
import { startServices } from '../../lib/local/services';

const [root = '', name, ephemeral] = process.argv.slice(2);

startServices({
  root,
  ephemeral: ephemeral === 'ephemeral',
  services: projectServices.filter((service) => service.name === name),
}).then(
  ({ environment }) => process.stdout.write(`${JSON.stringify(environment)}\n`),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
