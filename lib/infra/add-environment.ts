import type { Construct } from 'constructs';
import { checkConfig } from './check-config';
import type { EnvironmentConfig, Project } from './config';
import { DataStack } from './data-stack';
import { deploymentTag } from './deployment-tag';
import { entranceKind } from './entrance';
import { FirewallStack, firewallRegion } from './firewall-stack';
import { NetworkStack } from './network-stack';
import { WebStack } from './web-stack';

export interface EnvironmentStacks {
  readonly network: NetworkStack;
  readonly data: DataStack;
  readonly web: WebStack;
  /** Only where a firewall stands before CloudFront. */
  readonly firewall: FirewallStack | undefined;
}

/**
 * Adds the three stacks of one environment to `scope`: `dev-network`, `dev-data` and `dev-web`,
 * which CloudFormation knows as `PROJECT-dev-network` and so on. With a firewall before CloudFront
 * there is a fourth, `dev-firewall`.
 *
 * @param bundle folder of the bundled server
 * @throws Error naming every field of the config that can't work
 */
export function addEnvironment(
  scope: Construct,
  project: Project,
  config: EnvironmentConfig,
  bundle: string,
): EnvironmentStacks {
  checkConfig(project, config);
  const name = `${project.name}-${config.name}`;
  const common = {
    project,
    config,
    name,
    env: { account: config.account, region: project.region },
    tags: { project: project.name, environment: config.name, [deploymentTag]: name },
  };

  const network = new NetworkStack(scope, `${config.name}-network`, {
    ...common,
    stackName: `${name}-network`,
    description: 'Network: VPC, endpoints, security groups, logs of traffic',
    terminationProtection: config.protect,
  });
  const data = new DataStack(scope, `${config.name}-data`, {
    ...common,
    stackName: `${name}-data`,
    description: 'Data: everything that remembers',
    terminationProtection: config.protect,
    network,
  });
  const firewall =
    config.firewall !== undefined && entranceKind(project, config) === 'cloudfront'
      ? new FirewallStack(scope, `${config.name}-firewall`, {
          ...common,
          env: { account: config.account, region: firewallRegion },
          stackName: `${name}-firewall`,
          description: 'Firewall: the web ACL before CloudFront',
          firewall: config.firewall,
        })
      : undefined;
  const web = new WebStack(scope, `${config.name}-web`, {
    ...common,
    stackName: `${name}-web`,
    description: 'Web: load balancer, servers, alarms, dashboard',
    bundle,
    network,
    data,
    firewall,
  });
  return { network, data, web, firewall };
}
