import { checkAccount } from './checks/account';
import { checkEntrance } from './checks/entrance';
import { checkLogs } from './checks/logs';
import { checkNetwork } from './checks/network';
import { checkProject } from './checks/project';
import { checkServers } from './checks/servers';
import { checkSessions } from './checks/sessions';
import type { EnvironmentConfig, Project } from './config';

/**
 * Refuses what CloudFormation or the running site would refuse later, when it costs more.
 *
 * @throws Error one line for each field that can't work
 */
export function checkConfig(project: Project, config: EnvironmentConfig): void {
  const problems = [
    ...checkProject(project),
    ...[
      ...checkAccount(config),
      ...checkEntrance(project, config),
      ...checkNetwork(project, config),
      ...checkServers(config),
      ...config.stores.flatMap((store) => store.check(config)),
      ...checkSessions(config),
      ...checkLogs(config),
    ].map((problem) => `${config.name}.${problem}`),
  ];
  if (problems.length > 0) {
    throw new Error(`The configuration in lib/infra can't work:\n  ${problems.join('\n  ')}`);
  }
}
