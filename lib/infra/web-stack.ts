import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { EnvironmentConfig, Project } from './config';
import type { DataStack } from './data-stack';
import { entranceKind } from './entrance';
import type { Entrance } from './entrance';
import type { FirewallStack } from './firewall-stack';
import type { NetworkStack } from './network-stack';
import { subnetGroups } from './network/app-vpc';
import { importGroup } from './network/security-groups';
import { serverPort } from './server-port';
import { Alarms } from './web/alarms';
import { Budget } from './web/budget';
import { CertificateEntrance } from './web/certificate-entrance';
import { CloudFrontEntrance } from './web/cloudfront-entrance';
import { LoadBalancer } from './web/load-balancer';
import { LogMetrics, figuresSeconds } from './web/log-metrics';
import { LogQueries } from './web/log-queries';
import { OperationsDashboard } from './web/operations-dashboard';
import { PlainHttpEntrance } from './web/plain-http-entrance';
import { HostRole } from './web/host-role';
import { ServerRole } from './web/server-role';
import { serverAlarms, serverRows } from './web/server-operations';
import { Servers, stopEnvironment } from './web/servers';
import { releaseAlarms as releaseAlarmsOf, siteAlarms, siteRows } from './web/site-operations';
import { WebAcl } from './web/web-acl';

export interface WebStackProps extends StackProps {
  readonly project: Project;
  readonly config: EnvironmentConfig;
  /** Fixed name of the group of servers, the dashboard and the start of the alarms' names. */
  readonly name: string;
  /** Folder of the bundled server. */
  readonly bundle: string;
  readonly network: NetworkStack;
  readonly data: DataStack;
  /** With the web ACL that stands before CloudFront, where there is one. */
  readonly firewall: FirewallStack | undefined;
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
    });
    const webAcl = this.webAcl(props, loadBalancer);
    const entrance = this.entrance(project, config, loadBalancer, webAcl);

    const { role: hostRole } = new HostRole(this, 'HostRole', {
      groupName: name,
      releasesBucketName: release.s3BucketName,
      logGroupName,
    });
    const { role } = new ServerRole(this, 'ServerRole', { host: hostRole });
    for (const store of data.stores) {
      store.grantUse(role);
      store.grantPreparation?.(hostRole);
    }

    const alarms = new Alarms(this, 'Alarms', { name, email: config.alarmEmail });
    const releaseAlarms = alarms.add(releaseAlarmsOf(loadBalancer));

    const servers = new Servers(this, 'Servers', {
      name,
      config: config.servers,
      vpc: network.vpc,
      subnets: { subnetGroupName: subnetGroups.web },
      securityGroup: importGroup(this, 'ServersSecurityGroup', network.securityGroups.servers),
      hostRole,
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
        FIGURES_SECONDS: String(figuresSeconds),
        RELEASE: release.assetHash,
        AWS_REGION: this.region,
        ...Object.assign({}, ...data.stores.map((store) => store.environment)),
        SESSION_IDLE_SECONDS: String(config.sessions.idleSeconds),
        SESSION_ABSOLUTE_SECONDS: String(config.sessions.absoluteSeconds),
        ...stopEnvironment,
      },
    });

    alarms.add([
      ...siteAlarms(loadBalancer, config.servers.min),
      ...(entrance.alarms?.() ?? []),
      ...serverAlarms(name, config.servers),
      ...data.stores.flatMap((store) => store.alarms()),
    ]);
    new LogMetrics(this, 'LogMetrics', { log, name });
    for (const store of data.stores) store.watch?.(log);
    new LogQueries(this, 'LogQueries', { name, logGroupName: log.logGroupName });
    new OperationsDashboard(this, 'Operations', {
      name,
      url: entrance.url,
      alarms: alarms.all,
      rows: [
        ...siteRows(loadBalancer, name, config.servers.min),
        ...(webAcl === undefined ? [] : [webAcl.widgets()]),
        ...serverRows(name, config.servers),
        ...data.stores.map((store) => store.widgets()),
      ],
      logGroupName,
    });

    if (config.monthlyBudget !== undefined && config.alarmEmail !== undefined) {
      new Budget(this, 'Budget', {
        name,
        monthly: config.monthlyBudget,
        email: config.alarmEmail,
      });
    }

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
    webAcl: WebAcl | undefined,
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
      ? new CloudFrontEntrance(this, 'Entrance', { loadBalancer, webAclArn: webAcl?.acl.attrArn })
      : new PlainHttpEntrance(this, 'Entrance', { loadBalancer, environmentName: config.name });
  }

  /** What stands before the outermost of ours: before CloudFront it is in a stack of its own. */
  private webAcl(
    { name, config, firewall }: WebStackProps,
    { balancer }: LoadBalancer,
  ): WebAcl | undefined {
    if (firewall !== undefined) return firewall.webAcl;
    if (config.firewall === undefined) return undefined;
    const webAcl = new WebAcl(this, 'Firewall', {
      name,
      config: config.firewall,
      scope: 'REGIONAL',
    });
    new CfnWebACLAssociation(this, 'FirewallAssociation', {
      resourceArn: balancer.loadBalancerArn,
      webAclArn: webAcl.acl.attrArn,
    });
    return webAcl;
  }
}
