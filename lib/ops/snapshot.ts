import { openAccount } from './account';
import { environmentNamed, runCommand } from './command';
import { usage } from './failure';
import { snapshotName, takeSnapshots } from './take-snapshots';

const help = `npm run snapshot -- --env dev|prod [--name NAME] [--json]

Takes a snapshot of everything that remembers, and waits until it can be restored from. AWS
bills snapshots by GB and month until somebody deletes them; nothing deletes these by itself.

  --env   which environment
  --name  letters, digits and single dashes (default: the environment's name and the time)
  --json  one object for programs

Exit code: 0 taken, 1 failed, 2 wrong usage.`;

void runCommand({
  help,
  options: {
    env: { type: 'string' },
    name: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  async run({ env, name: given, json }) {
    const environment = environmentNamed(env);
    if (given !== undefined && !/^(?=.{1,60}$)[a-z](?:-?[a-z0-9])*$/.test(given)) {
      throw usage(
        `--name ${given}: not a name of a snapshot.`,
        'Begin with a letter; then lower-case letters, digits and single dashes, at most 60.',
      );
    }
    const account = await openAccount(environment);
    const name = given ?? snapshotName(account);
    // Progress is no result: programs that read --json get the result alone.
    const taken = await takeSnapshots(account, name, (text) => process.stderr.write(`${text}\n`));
    process.stdout.write(
      json
        ? `${JSON.stringify({ environment, name, stores: taken }, null, 2)}\n`
        : taken.map(({ store, says }) => `${store}: ${says}\n`).join(''),
    );
    return 0;
  },
});
