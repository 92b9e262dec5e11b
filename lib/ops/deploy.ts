import { openAccount } from './account';
import type { Account } from './account';
import { endWith, environmentNamed } from './command';
import { cdk } from './deploy/cdk';
import { remembering, replacements } from './deploy/replacements';
import { readStacks } from './deployed-stacks';
import { Failure } from './failure';
import { snapshotName, takeSnapshots } from './take-snapshots';

const help = `npm run deploy [-- OPTIONS], npm run deploy:prod [-- OPTIONS]

Deploys an environment by \`cdk deploy\`, which gets every option that is not one of these.

  --snapshot-first  before a risky change: shows which of what remembers would be replaced, takes a
                    snapshot of all of it, waits for it, and only then deploys
  --replace         deploys even if --snapshot-first finds that something would be replaced, which
                    means: by an empty one

Exit code: 0 deployed, 1 failed, or stopped as something would be replaced, 2 wrong usage.`;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

void endWith(async () => {
  const [environment, ...given] = process.argv.slice(2);
  if (given.includes('--help')) {
    say(help);
    return 0;
  }
  const name = environmentNamed(environment);
  const options = given.filter((option) => !['--snapshot-first', '--replace'].includes(option));
  if (given.includes('--snapshot-first')) {
    const code = await prepare(await openAccount(name), options, given.includes('--replace'));
    if (code !== 0) return code;
  }
  return cdk(['deploy', `${name}-*`, ...options]);
});

/**
 * @param mayReplace whether it may go on although something of value would be replaced
 * @returns what the CDK exits with if it can't even prepare; 0 when all is ready
 */
async function prepare(
  account: Account,
  options: readonly string[],
  mayReplace: boolean,
): Promise<number> {
  const { data, network } = await readStacks(account);
  if (data === undefined || network === undefined) {
    say(`${account.name} remembers nothing yet: there is nothing to take a snapshot of.`);
    return 0;
  }
  const changeSet = `snapshot-first-${Date.now()}`;
  say('What would change, as a change set that is not executed:');
  const code = await cdk(
    [
      'deploy',
      ...remembering.map((part) => `${account.config.name}-${part}`),
      '--exclusively',
      '--method=prepare-change-set',
      `--change-set-name=${changeSet}`,
      ...forPreview(options),
    ],
    // Nothing is carried out yet: a question would be asked twice.
    { CDK_REQUIRE_APPROVAL: 'never' },
  );
  if (code !== 0) return code;

  const found = await replacements(account, changeSet);
  for (const { stack, resource, type, kind } of found) {
    say(`✖ ${kind}: ${resource} (${type}) of ${stack}`);
  }
  if (found.length === 0) say('Nothing that remembers would be replaced or removed.');
  else if (!mayReplace) {
    throw new Failure(
      'What is replaced begins empty, and what is removed is gone. Nothing was deployed.',
      'Look at `npx cdk diff`. If it is meant, add --replace: the snapshots are taken first.',
    );
  }
  const taken = await takeSnapshots(account, snapshotName(account), say);
  for (const { store, says } of taken) say(`${store}: ${says}`);
  return 0;
}

/** The CDK takes an option once: those that it gets otherwise are for the deployment that follows. */
function forPreview(options: readonly string[]): string[] {
  const own = /^(?:--method|-m|--change-set-name|--require-approval)$/;
  return options.filter(
    (option, index) =>
      !own.test(option.split('=', 1)[0] ?? '') && !own.test(options[index - 1] ?? ''),
  );
}
