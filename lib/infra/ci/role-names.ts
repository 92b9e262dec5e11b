import type { EnvironmentName } from '../config';

/** The role of pull requests in an account, which may look. */
export function diffRoleName(project: string): string {
  return `${project}-ci-diff`;
}

/** The role that deploys one environment. Fixed names: a workflow has to know nothing but the account. */
export function deployRoleName(project: string, environment: EnvironmentName): string {
  return `${project}-ci-deploy-${environment}`;
}
