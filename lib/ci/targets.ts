/**
 * Prints the roles that the workflow takes, each as `NAME=VALUE`, for `$GITHUB_OUTPUT`: what can be
 * deployed to is what has an account in `lib/infra/config.ts`. The others are empty, and said.
 */
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { deployRoleName, diffRoleName } from '../infra/ci/role-names';
import { environments } from '../infra/config';
import type { EnvironmentConfig, Project } from '../infra/config';
import { project } from '../infra/project';

/** By name: `region`, and `dev-diff`, `dev-deploy` and the like, the role's ARN or nothing. */
export function targets(
  { name, region }: Project,
  configs: readonly Pick<EnvironmentConfig, 'name' | 'account'>[],
): Record<string, string> {
  const { partition = 'aws' } = RegionInfo.get(region);
  const roles = configs.flatMap((config) => {
    const arn = (role: string) =>
      config.account === undefined ? '' : `arn:${partition}:iam::${config.account}:role/${role}`;
    return [
      [`${config.name}-diff`, arn(diffRoleName(name))],
      [`${config.name}-deploy`, arn(deployRoleName(name, config.name))],
    ];
  });
  return { region, ...Object.fromEntries(roles) };
}

if (require.main === module) {
  const configs = Object.values(environments);
  for (const { name } of configs.filter(({ account }) => account === undefined)) {
    // Standard output is the file of the outputs.
    process.stderr.write(
      `::notice::${name} has no account in lib/infra/config.ts, so it is neither compared nor deployed. README.md says how to set it up.\n`,
    );
  }
  for (const [name, value] of Object.entries(targets(project, configs))) {
    process.stdout.write(`${name}=${value}\n`);
  }
}
