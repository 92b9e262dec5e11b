import { setTimeout } from 'node:timers/promises';
import { environments } from '../infra/config';
import { fits, identify, openAccount } from './account';
import { coloursFor } from './colours';
import { environmentsNamed, runCommand } from './command';
import { deployScript } from './deployed-stacks';
import { Failure } from './failure';
import { environmentStatus } from './status/environment-status';
import type { EnvironmentStatus } from './status/environment-status';
import { screen } from './status/screen';

const help = `npm run status [-- --env dev|prod|all] [--json] [--watch]

Says what of the deployed environments is up, with what to do where something is not.

  --env    which (default: all that are deployed in the account of the credentials)
  --json   one object for programs
  --watch  again every ten seconds, until Ctrl-C

Exit code: 0 all is well, 1 something is not, 2 wrong usage.`;

/** Seconds between two looks of --watch. */
const pause = 10;

void runCommand({
  help,
  options: {
    env: { type: 'string' },
    json: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
  },
  async run({ env, json, watch }) {
    for (;;) {
      const statuses = await read(env);
      if (watch && process.stdout.isTTY) process.stdout.write('\u001B[2J\u001B[H');
      print(statuses, json);
      if (!watch) return statuses.every(({ ok }) => ok) ? 0 : 1;
      await setTimeout(pause * 1000);
    }
  },
});

/** @throws Failure what was asked for by name is not deployed, or is in another account */
async function read(env: string | undefined): Promise<EnvironmentStatus[]> {
  const names = environmentsNamed(env);
  const caller = await identify();
  const isNamed = names.length === 1;
  const here = names.filter((name) => isNamed || fits(environments[name], caller.account));
  const statuses = await Promise.all(
    here.map(async (name) => environmentStatus(await openAccount(name, caller))),
  );
  const deployed = statuses.filter((status) => status.deployed);
  if (deployed.length === 0) {
    throw new Failure(
      `${names.join(' and ')}: not deployed in account ${caller.account}.`,
      `Deploy with npm run ${deployScript(names[0] ?? 'dev')}, or use the credentials of the account that it is in.`,
    );
  }
  return isNamed ? deployed : statuses;
}

function print(statuses: readonly EnvironmentStatus[], json: boolean): void {
  if (json) {
    const ok = statuses.every((status) => status.ok);
    process.stdout.write(`${JSON.stringify({ ok, environments: statuses }, null, 2)}\n`);
    return;
  }
  const options = {
    colours: coloursFor(process.stdout),
    width: Math.min(process.stdout.columns || 80, 120),
  };
  const text = statuses.map((status) => screen(status, options)).join('\n\n');
  process.stdout.write(`${text}\n`);
}
