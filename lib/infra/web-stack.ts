import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import type { EnvironmentConfig, Project } from './config';
import type { DataStack } from './data-stack';
import { entranceKind } from './entrance';
import type { Entrance } from './entrance';
import type { NetworkStack } from './network-stack';
import { subnetGroups } from './network/app-vpc';
import { importGroup } from './network/security-groups';
import { serverPort } from './server-port';
import { Alarms } from './web/alarms';
import { CertificateEntrance } from './web/certificate-entrance';
import { CloudFrontEntrance } from './web/cloudfront-entrance';
import { LoadBalancer } from './web/load-balancer';
import { OperationsDashboard } from './web/operations-dashboard';
import { PlainHttpEntrance } from './web/plain-http-entrance';
import { ServerRole } from './web/server-role';
import { Servers, stopEnvironment } from './web/servers';

export interface WebStackProps extends StackProps {
  readonly project: Project;
  readonly config: EnvironmentConfig;
  /** Fixed name of the group of servers, the dashboard and the start of the alarms' names. */
  readonly name: string;
  /** Folder of the bundled server. */
  readonly bundle: string;
  readonly network: NetworkStack;
  readonly data: DataStack;
}

/** Everything that remembers nothing: it may be removed and made again with no loss. */
export class WebStack extends Stack {
  constructor(scope: Construct, id: string, props: WebStackProps) {
    super(scope, id, props);
    const { project, config, name, network, data } = props;
    const kind = entranceKind(project, config);
    // Also where no reference says so by itself.
    this.addStackDependency(data);

    const logGroupName = `/${name}/servers`;
    const log = new LogGroup(this, 'Log', {
      logGroupName,
      retention: config.logs.applicationDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const release = new Asset(this, 'Release', { path: props.bundle });

    const loadBalancer = new LoadBalancer(this, 'LoadBalancer', {
      vpc: network.vpc,
      subnets: {
        subnetGroupName: kind === 'cloudfront' ? subnetGroups.web : subnetGroups.public,
      },
      securityGroup: importGroup(this, 'BalancerSecurityGroup', network.securityGroups.balancer),
      internetFacing: kind !== 'cloudfront',
      protect: config.protect,
      logBucket: network.logBucket,
      minServers: config.servers.min,
    });
    const entrance = this.entrance(project, config, loadBalancer);

    const { role } = new ServerRole(this, 'ServerRole', {
      groupName: name,
      releasesBucketName: release.s3BucketName,
      logGroupName,
    });
    for (const store of data.stores) store.grantUse(role);

    const alarms = new Alarms(this, 'Alarms', { name, email: config.alarmEmail });
    const releaseAlarms = alarms.add(loadBalancer.releaseAlarms());

    const servers = new Servers(this, 'Servers', {
      name,
      config: config.servers,
      vpc: network.vpc,
      subnets: { subnetGroupName: subnetGroups.web },
      securityGroup: importGroup(this, 'ServersSecurityGroup', network.securityGroups.servers),
      role,
      loadBalancer,
      releaseUrl: release.s3ObjectUrl,
      logGroupName: log.logGroupName,
      releaseAlarms,
      environment: {
        PORT: String(serverPort),
        HOST: '0.0.0.0',
        PUBLIC_URL: entrance.url,
        TRUSTED_PROXIES: String(entrance.trustedProxies),
        LOG_LEVEL: config.servers.logLevel,
        AWS_REGION: this.region,
        ...Object.assign({}, ...data.stores.map((store) => store.environment)),
        SESSION_IDLE_SECONDS: String(config.sessions.idleSeconds),
        SESSION_ABSOLUTE_SECONDS: String(config.sessions.absoluteSeconds),
        ...stopEnvironment,
      },
    });

    const tiers = [loadBalancer, servers, ...data.stores];
    for (const tier of tiers) alarms.add(tier.alarms());
    new OperationsDashboard(this, 'Operations', {
      name,
      alarms: alarms.all,
      rows: tiers.map((tier) => tier.widgets()),
      logGroupName,
    });

    new CfnOutput(this, 'Url', { value: entrance.url, description: 'Where the site is' });
    new CfnOutput(this, 'ServerGroupName', {
      value: servers.group.autoScalingGroupName,
      description: 'Auto Scaling group of the servers',
    });
    new CfnOutput(this, 'TargetGroupArn', {
      value: loadBalancer.targetGroup.targetGroupArn,
      description: 'For the health of each server',
    });
    new CfnOutput(this, 'LogGroupName', {
      value: log.logGroupName,
      description: 'Log of the servers',
    });
    new CfnOutput(this, 'DashboardUrl', {
      value: `https://${this.region}.console.aws.amazon.com/cloudwatch/home?region=${this.region}#dashboards/dashboard/${name}`,
      description: 'Where to look first',
    });
  }

  private entrance(
    project: Project,
    config: EnvironmentConfig,
    loadBalancer: LoadBalancer,
  ): Entrance {
    if (project.domain !== undefined) {
      return new CertificateEntrance(this, 'Entrance', {
        loadBalancer,
        domainName:
          config.name === 'prod' ? project.domain.name : `${config.name}.${project.domain.name}`,
        hostedZoneId: project.domain.hostedZoneId,
      });
    }
    return config.httpsWithoutDomain === 'cloudfront'
      ? new CloudFrontEntrance(this, 'Entrance', { loadBalancer })
      : new PlainHttpEntrance(this, 'Entrance', { loadBalancer, environmentName: config.name });
  }
}
