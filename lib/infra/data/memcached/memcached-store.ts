import { CfnOutput, Fn, Stack, Validations } from 'aws-cdk-lib';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnSubnet } from 'aws-cdk-lib/aws-ec2';
import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import { CfnCacheCluster, CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import { Construct } from 'constructs';
import type { AlarmDefinition } from '../../alarm-definition';
import type { Store, StoreDefinition, StoreProps } from '../../store';
import { checkMemcachedStore } from './memcached-config';
import type { MemcachedStoreConfig } from './memcached-config';
import { memcachedAlarms, memcachedWidgets } from './memcached-operations';
import { nodeIds } from './node-ids';

const port = 11_211;

/** Sessions and rate limits in Memcached, as `config` sets it. */
export function memcachedStore(config: MemcachedStoreConfig): StoreDefinition {
  const id = 'SessionStore';
  return {
    id,
    port: { number: port, of: 'Session store', traffic: 'Sessions over TLS' },
    check: () => checkMemcachedStore(config),
    create: (scope, props) => new MemcachedStore(scope, id, { ...props, config }),
  };
}

interface MemcachedStoreProps extends StoreProps {
  readonly config: MemcachedStoreConfig;
}

/**
 * Memcached on ElastiCache, for sessions and rate limits.
 *
 * Memcached knows no users: whoever reaches the port may do everything, so the security group lets
 * in the servers alone. It keeps everything in memory and nothing on a disk, and there is no second
 * copy of anything.
 */
class MemcachedStore extends Construct implements Store {
  private readonly clusterName: string;
  private readonly config: MemcachedStoreConfig;
  private readonly nodes: CfnOutput;

  constructor(scope: Construct, id: string, props: MemcachedStoreProps) {
    super(scope, id);
    const { name, config } = props;
    this.config = config;

    const placed = props.vpc.selectSubnets(props.subnets).subnets;
    const subnets = new CfnSubnetGroup(this, 'Subnets', {
      cacheSubnetGroupName: name,
      description: 'Private subnets of the session store',
      subnetIds: placed.map((subnet) => subnet.subnetId),
    });

    // CloudFormation can't change the type of nodes: another type is another cluster.
    const type = config.nodeType.replace(/^cache\./, '').replace('.', '-');
    this.clusterName = `${name}-${type}`;
    const cluster = new CfnCacheCluster(this, `Nodes-${type}`, {
      clusterName: this.clusterName,
      engine: 'memcached',
      // TLS needs 1.6.12.
      engineVersion: '1.6.22',
      cacheNodeType: config.nodeType,
      numCacheNodes: config.nodes,
      azMode: config.nodes > 1 ? 'cross-az' : 'single-az',
      // Named one by one, as CloudFormation replaces the cluster to add a node otherwise.
      preferredAvailabilityZones: nodeIds(config).map((_, index) =>
        zoneOf(placed[index % placed.length]!),
      ),
      port,
      cacheSubnetGroupName: subnets.ref,
      vpcSecurityGroupIds: props.securityGroups.map(({ securityGroupId }) => securityGroupId),
      transitEncryptionEnabled: true,
      autoMinorVersionUpgrade: true,
      preferredMaintenanceWindow: 'sun:07:00-sun:08:00',
    });
    Validations.of(cluster).acknowledge({
      id: 'AwsSolutions-AEC5',
      reason: 'Only the servers reach the port at all; another number would hide nothing.',
    });

    this.nodes = new CfnOutput(this, 'Addresses', {
      description: 'Nodes of the session store',
      value: nodeAddresses(cluster, config),
    });
  }

  get environment(): Record<string, string> {
    // Not an export: with that this store could never be replaced.
    const { stackName, region } = Stack.of(this);
    const output = String(Stack.of(this).resolve(this.nodes.logicalId));
    return {
      MEMCACHED_NODES: Fn.getStackOutput(stackName, output, region),
      MEMCACHED_TLS: 'on',
    };
  }

  /** Nothing to grant: Memcached asks nobody who they are. */
  grantUse(): void {}

  alarms(): AlarmDefinition[] {
    return memcachedAlarms(this.clusterName, this.config);
  }

  widgets(): IWidget[] {
    return memcachedWidgets(this.clusterName, this.config);
  }
}

/**
 * `host:port` of each node, in the order of their ids. CloudFormation tells the address of the
 * configuration alone, and those of the nodes differ from it by one word: `NAME.x.cfg.use1.…` and
 * `NAME.x.0001.use1.…`.
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html
 */
function nodeAddresses(cluster: CfnCacheCluster, config: MemcachedStoreConfig): string {
  const around = Fn.split('.cfg.', cluster.attrConfigurationEndpointAddress);
  return nodeIds(config)
    .map((id) => `${Fn.join(`.${id}.`, around)}:${port}`)
    .join(',');
}

/** The name of a subnet's zone, known where the zone itself was given by id, too. */
function zoneOf(subnet: ISubnet): string {
  const resource = subnet.node.defaultChild;
  if (!CfnSubnet.isCfnSubnet(resource)) throw new Error('The subnet is of another stack.');
  return resource.attrAvailabilityZone;
}
