import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ServerType } from './instance-types';
import type { StoreDefinition } from './store';
import { stores } from './stores';

export type EnvironmentName = 'dev' | 'prod';

/** What all environments of the project share. */
export interface Project {
  /**
   * Starts the fixed name of everything that has one (`my-app-prod`). Changing it after the first
   * deployment makes a second, empty copy of every stack.
   * Lower-case letters, digits and single dashes, starting with a letter, at most 31 characters.
   */
  readonly name: string;
  /** The AWS region of every stack. */
  readonly region: string;
  /**
   * The domain that prod answers on; dev answers on `dev.` before it. Brings a free certificate
   * that renews itself. Without one, `httpsWithoutDomain` decides.
   */
  readonly domain: Domain | undefined;
}

export interface Domain {
  /** For instance `example.com` or `app.example.com`. */
  readonly name: string;
  /** Id of the public Route 53 hosted zone that holds `name`, for instance `Z0123456789ABCDEFGHIJ`. */
  readonly hostedZoneId: string;
}

/** Everything an operator may turn in one environment. `checkConfig` refuses what can't work. */
export interface EnvironmentConfig {
  readonly name: EnvironmentName;

  /**
   * The only AWS account to deploy this environment into; a deployment with other credentials is
   * refused. Without it, whichever account the credentials are of.
   */
  readonly account: string | undefined;

  /**
   * Keeps what holds data or takes others down with it: deletion protection of what remembers and
   * of the load balancer, termination protection of the Network and Data stacks. Free.
   */
  readonly protect: boolean;

  /**
   * Gets every alarm; AWS sends one letter to confirm the address first. Without it the alarms
   * change colour on the dashboard and tell nobody.
   */
  readonly alarmEmail: string | undefined;

  /**
   * What serves HTTPS where the project has no domain. `cloudfront`: CloudFront under its own
   * certificate (billed by request and traffic) before a load balancer that has no public address.
   * `none`: plain HTTP, only for dev: the session cookie then travels without Secure, readable on
   * the way. Turning it replaces the load balancer, which is out for some minutes.
   */
  readonly httpsWithoutDomain: 'cloudfront' | 'none';

  /** What turns requests away before they reach a server, by AWS WAF. Without it, nothing does. */
  readonly firewall: FirewallConfig | undefined;

  /**
   * US dollars a month. `alarmEmail`, which it needs, gets a letter when the environment's bill has
   * come to four fifths of it, when AWS foresees more, and when it is spent: it stops nothing. Free.
   *
   * It counts what bears the tag `deployment` of this environment, and counts nothing until that
   * tag is activated as a cost allocation tag: once, in the Billing console of the account that
   * pays, up to a day after the first deployment. Taxes, support and some of the traffic bear no tag.
   */
  readonly monthlyBudget: number | undefined;

  readonly network: NetworkConfig;
  readonly servers: ServersConfig;
  /** What remembers: the settings of each stand in the files that `stores.ts` names. */
  readonly stores: readonly StoreDefinition[];
  readonly sessions: SessionsConfig;
  readonly logs: LogsConfig;
}

/**
 * Billed by the month for the web ACL and for each rule of it, and by the request. Before CloudFront
 * it stands in us-east-1 whatever the project's region, as AWS asks for, in a stack of its own:
 * bootstrap that region too (`npx cdk bootstrap aws://ACCOUNT/us-east-1`). Without a firewall again,
 * that stack is left behind, and billed, until `aws cloudformation delete-stack` takes it away.
 */
export interface FirewallConfig {
  /**
   * Requests a minute from one address, at least 10; what comes above is answered by 429 until the
   * rate falls. An office or a mobile network may be one address. It is for floods: AWS takes up to
   * half a minute to notice.
   */
  readonly requestsPerMinute: number;
  /**
   * AWS's own rules, each billed as one. They know attacks and also take some honest requests for
   * one: try them in dev. `common`: the OWASP Top Ten (and clients that send no User-Agent);
   * `known-bad-inputs`: requests that exploit what is widely known; `injection`: queries smuggled
   * into what a form says; `bad-reputation`: addresses that AWS has seen attack; `anonymous`:
   * proxies, VPNs and hosting providers, so other programs too.
   */
  readonly managedRules: readonly ManagedRules[];
}

export type ManagedRules =
  'common' | 'known-bad-inputs' | 'injection' | 'bad-reputation' | 'anonymous';

export interface NetworkConfig {
  /**
   * The VPC's addresses, /16 to /20. Apart from those of every network that this one may ever be
   * joined to. Changing it replaces the VPC and with it everything.
   */
  readonly cidr: string;
  /**
   * Availability zones: how many (2 or 3), or which, by name or by id (`use1-az1`; an id is the same
   * zone in every account, a name is not: `aws ec2 describe-availability-zones`). A number takes
   * the region's first ones, but for those that `network/zone-ids.ts` knows to lack what is used
   * here; us-west-1 has only two. Each zone adds the hourly price of one copy of each interface
   * endpoint or gateway.
   */
  readonly zones: number | readonly string[];
  /**
   * How servers reach beyond the VPC.
   * `none`: not at all; S3 is reached by a free gateway endpoint, each of AWS's other APIs by an
   * interface endpoint, billed per hour and zone: together more than a NAT gateway per zone.
   * `nat-instance`: one small instance, the cheapest, and down while it is replaced.
   * `nat-gateway`: one, billed per hour and GB; all servers lose the way out with its zone.
   * `nat-gateway-per-zone`: no such loss, at the price of one per zone.
   * `nat-regional`: one that AWS itself spreads over the zones where there are servers, billed for
   * each of these as a gateway, with nothing to keep in the public subnets. Not in GovCloud or China.
   * Choose a NAT once a server calls something on the internet.
   */
  readonly egress:
    'none' | 'nat-instance' | 'nat-gateway' | 'nat-gateway-per-zone' | 'nat-regional';
  /**
   * Id of the prefix list `com.amazonaws.global.cloudfront.origin-facing` in this region, where
   * `cloudfront-prefix-lists.ts` does not know it.
   */
  readonly cloudFrontPrefixListId?: string;
}

export interface ServersConfig {
  /** EC2 type; says the architecture too. Billed per hour and server. */
  readonly type: ServerType;
  /** Servers that always run. At least 2 where one zone's loss must go unnoticed. */
  readonly min: number;
  /** Most servers that scaling may start. A rollout briefly runs twice as many. */
  readonly max: number;
  /** Root disk of each server in GiB; holds the system and this release, no data. */
  readonly diskGiB: number;
  /**
   * Servers kept ready beside these: prepared once, then stopped, so that scaling out takes the time
   * of a boot and not of an installation. Stopped, each is billed for its disk alone. Needs
   * `rollout: 'refresh'`, which prepares them anew for each release. 0 for none.
   */
  readonly warmPool: number;
  /** Times at which to have more servers, or to let scaling take them away again. Free. */
  readonly schedule: readonly ScheduledSize[];
  /**
   * How a release reaches the servers.
   * `rolling`: CloudFormation replaces one server after the other, while it holds the group just
   * below `max` and lets nothing scale: simple, and for small groups.
   * `refresh`: Auto Scaling does, counting from what runs, stops at a third of the fleet to look, and
   * goes back by itself when an alarm fires, so perhaps at once where one fires already: what is to
   * put an end to that goes out by `rolling`.
   */
  readonly rollout: 'rolling' | 'refresh';
  /** Scale so that each server gets about this many requests a minute. */
  readonly requestsPerMinute: number;
  /** Scale so that the servers' CPUs are about this busy, in percent. */
  readonly cpuPercent: number;
  /**
   * Replace a server after this many days (1 to 365), so that none is a pet. Newer packages come with
   * a deployment and not with this: each deployment, changed or not, takes the newest Amazon Linux.
   */
  readonly maxLifetimeDays: number;
  /**
   * Least severe lines of the server's log. `debug` makes logs a visible cost. Not above `info`: the
   * dashboard and alarms read requests and figures off those lines.
   */
  readonly logLevel: 'trace' | 'debug' | 'info';
}

/** From a time on the group has other bounds, until the next such time. */
export interface ScheduledSize {
  /** Unique among these, in letters, digits and dashes: `work-day-starts`. */
  readonly name: string;
  /** Minute, hour, day of the month, month, day of the week: `30 7 * * MON-FRI`. */
  readonly cron: string;
  /** Of `cron`, by its IANA name: `Europe/Berlin`. Summer time is seen to. */
  readonly timeZone: string;
  /** Servers that run from then on, at least: `servers.min` or more. */
  readonly min: number;
  /** Most that scaling may start from then on: `servers.max`, which it is by default, or fewer. */
  readonly max?: number;
}

export interface SessionsConfig {
  /** A session ends after this many seconds without a request. */
  readonly idleSeconds: number;
  /** A session ends after this many seconds whatever happens. */
  readonly absoluteSeconds: number;
}

export interface LogsConfig {
  /** How long to keep the logs of servers and stores in CloudWatch, which bills them by GB and month. */
  readonly applicationDays: RetentionDays;
  /** Days to keep the load balancer's access logs and the VPC's flow logs in S3. */
  readonly accessDays: number;
}

const day = 24 * 60 * 60;

export const environments: Record<EnvironmentName, EnvironmentConfig> = {
  dev: {
    name: 'dev',
    account: undefined,
    protect: false,
    alarmEmail: undefined,
    httpsWithoutDomain: 'none',
    firewall: undefined,
    monthlyBudget: undefined,
    network: { cidr: '10.10.0.0/16', zones: 2, egress: 'nat-instance' },
    servers: {
      type: 't4g.micro',
      min: 1,
      max: 2,
      diskGiB: 8,
      warmPool: 0,
      schedule: [],
      rollout: 'rolling',
      requestsPerMinute: 3000,
      cpuPercent: 60,
      maxLifetimeDays: 30,
      logLevel: 'info',
    },
    stores: stores.dev,
    sessions: { idleSeconds: day, absoluteSeconds: 14 * day },
    logs: { applicationDays: RetentionDays.TWO_WEEKS, accessDays: 14 },
  },
  prod: {
    name: 'prod',
    account: undefined,
    protect: true,
    alarmEmail: undefined,
    httpsWithoutDomain: 'cloudfront',
    firewall: undefined,
    monthlyBudget: undefined,
    network: { cidr: '10.20.0.0/16', zones: 3, egress: 'none' },
    servers: {
      type: 't4g.small',
      min: 2,
      max: 8,
      diskGiB: 8,
      warmPool: 0,
      schedule: [],
      rollout: 'refresh',
      requestsPerMinute: 6000,
      cpuPercent: 50,
      maxLifetimeDays: 30,
      logLevel: 'info',
    },
    stores: stores.prod,
    sessions: { idleSeconds: day, absoluteSeconds: 14 * day },
    logs: { applicationDays: RetentionDays.THREE_MONTHS, accessDays: 90 },
  },
};
