import { Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EnvironmentName, Project } from './config';
import { DeployRole } from './ci/deploy-role';
import { DiffRole } from './ci/diff-role';
import { GitHubIdentity } from './ci/github-identity';
import { deployRoleName, diffRoleName } from './ci/role-names';

/** An environment, with the stacks that it is made of. */
export interface Deployment {
  readonly name: EnvironmentName;
  readonly stacks: readonly Stack[];
}

export interface CiStackProps extends StackProps {
  readonly project: Project;
  /** As GitHub's tokens call it: `owner@1234/name@5678`, or of an older one `owner/name`. */
  readonly repository: string;
  /** The account has GitHub's provider already. */
  readonly providerExists: boolean;
  /** What is deployed to this account. */
  readonly deployments: readonly Deployment[];
}

/**
 * Lets the workflow of one GitHub repository into one account. Somebody with credentials deploys it:
 * the workflow, which may not change what it is allowed, does not.
 */
export class CiStack extends Stack {
  constructor(scope: Construct, id: string, props: CiStackProps) {
    super(scope, id, props);
    const { project, repository, providerExists, deployments } = props;
    const github = new GitHubIdentity(this, 'GitHub', { repository, providerExists });
    new DiffRole(this, 'Diff', {
      roleName: diffRoleName(project.name),
      assumedBy: github.pullRequests(),
      stacks: deployments.flatMap(({ stacks }) => stacks),
    });
    for (const { name, stacks } of deployments) {
      new DeployRole(this, name, {
        roleName: deployRoleName(project.name, name),
        description: `Deploys ${name} from the main branch`,
        assumedBy: github.deployments(name),
        regions: [...new Set(stacks.map(({ region }) => region))],
      });
    }
  }
}
