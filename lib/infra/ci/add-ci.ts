import type { Construct } from 'constructs';
import type { EnvironmentStacks } from '../add-environment';
import { CiStack } from '../ci-stack';
import type { EnvironmentConfig, Project } from '../config';
import { checkRepository } from './check-ci';
import type { CiConfig } from './ci-config';

/** An environment's configuration, with the stacks that it became. */
export interface Deployed {
  readonly config: EnvironmentConfig;
  readonly stacks: EnvironmentStacks;
}

/**
 * Adds the stack that lets GitHub deploy, one for each account: `ci` where all environments are in
 * one, else `ci-dev` and `ci-prod`. Not named as an environment's own stacks are, so that deploying
 * these leaves it alone.
 *
 * @throws Error naming the field of the config that can't work
 */
export function addCi(
  scope: Construct,
  project: Project,
  ci: CiConfig,
  environments: readonly Deployed[],
): CiStack[] {
  const repository = checkRepository(ci);
  const accounts = [...new Set(environments.map(({ config }) => config.account))];
  return accounts.map((account) => {
    const here = environments.filter(({ config }) => config.account === account);
    const names = here.map(({ config }) => config.name);
    const id = accounts.length === 1 ? 'ci' : `ci-${names.join('-')}`;
    return new CiStack(scope, id, {
      stackName: `${project.name}-${id}`,
      description: 'Ci: what a workflow of GitHub may do here',
      env: { account, region: project.region },
      tags: { project: project.name },
      project,
      repository,
      providerExists: names.some((name) => ci.providerExistsIn.includes(name)),
      deployments: here.map(({ config, stacks }) => ({
        name: config.name,
        stacks: Object.values(stacks).filter((stack) => stack !== undefined),
      })),
    });
  });
}
