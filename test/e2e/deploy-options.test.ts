import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  AutoScalingClient,
  DescribeScheduledActionsCommand,
  DescribeWarmPoolCommand,
} from '@aws-sdk/client-auto-scaling';
import { DescribeReplicationGroupsCommand, ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { describeWhere } from '../host/machine';
import { canEmulateAws, startEmulator, type Emulator } from './deploy-emulator';
import { ignoredTypes } from './deploy-ignored-types';
import { bootstrap, deployTo, synthesize, type Deployed } from './deploy-stacks';
import { readServers } from './deployed-servers';
import { projectsIn } from './matrix-project';

const minutes = 60_000;

/** What both environments have off, or less of, as a project is made: by file, the setting and the other one. */
const settings = {
  'config.ts': {
    'alarmEmail: undefined': "alarmEmail: 'operators@example.com'",
    'firewall: undefined':
      "firewall: { requestsPerMinute: 600, managedRules: ['common', 'bad-reputation'] }",
    'monthlyBudget: undefined': 'monthlyBudget: 200',
    "egress: 'nat-instance'": "egress: 'nat-regional'",
    "egress: 'none'": "egress: 'nat-gateway-per-zone'",
    'warmPool: 0': 'warmPool: 1',
    'schedule: []':
      "schedule: [{ name: 'day', cron: '30 7 * * MON-FRI', timeZone: 'Europe/Berlin', min: 2 }]",
    "rollout: 'rolling'": "rollout: 'refresh'",
  },
  'session-store.ts': {
    'shards: 1': 'shards: 2',
    'replicas: 0': 'replicas: 1',
    'failover: false': 'failover: true',
  },
  'database.ts': { 'readReplicas: 0': 'readReplicas: 1' },
};

describeWhere(canEmulateAws, 'moto_server')(
  'cdk deploy with everything that is off at first',
  () => {
    const projects = projectsIn('deploy-options');
    let emulator: Emulator;
    let assembly: string;

    beforeAll(async () => {
      emulator = await startEmulator();
      await Promise.all([projects.build(), bootstrap(emulator)]);
      const project = await projects.make('shop', { session: 'redis', database: 'postgres' });
      for (const [name, changes] of Object.entries(settings)) {
        const file = path.join(project, 'lib/infra', name);
        let text = await readFile(file, 'utf8');
        for (const [from, to] of Object.entries(changes)) {
          if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
          text = text.replaceAll(from, to);
        }
        await writeFile(file, text);
      }
      assembly = await synthesize(project);
    }, 2 * minutes);

    afterAll(async () => {
      await emulator?.stop();
      if (assembly) await rm(assembly, { recursive: true, force: true });
      await projects.remove();
    });

    describe.each(['dev', 'prod'] as const)('%s', (environment) => {
      const name = `shop-${environment}`;
      let deployed: Deployed;

      test(
        'is deployed within a minute',
        async () => {
          deployed = await deployTo(emulator, assembly, 'shop', environment);
          const ignored = Object.values(deployed.stacks).flatMap((stack) => [...stack.ignored]);
          expect(ignored.filter((type) => !(type in ignoredTypes))).toEqual([]);
        },
        1 * minutes,
      );

      test('a warm pool, and another size by day', async () => {
        const client = new AutoScalingClient(emulator.client);
        const { WarmPoolConfiguration } = await client.send(
          new DescribeWarmPoolCommand({ AutoScalingGroupName: name }),
        );
        expect(WarmPoolConfiguration).toMatchObject({ PoolState: 'Stopped' });
        const { ScheduledUpdateGroupActions } = await client.send(
          new DescribeScheduledActionsCommand({ AutoScalingGroupName: name }),
        );
        expect(ScheduledUpdateGroupActions).toMatchObject([
          { Recurrence: '30 7 * * MON-FRI', TimeZone: 'Europe/Berlin', MinSize: 2 },
        ]);
      });

      test('shards, and servers that are told of the configuration endpoint', async () => {
        const { ReplicationGroups } = await new ElastiCacheClient(emulator.client).send(
          new DescribeReplicationGroupsCommand({}),
        );
        const group = ReplicationGroups?.find((one) => one.ReplicationGroupId?.startsWith(name));
        expect(group).toMatchObject({ ClusterEnabled: true, TransitEncryptionEnabled: true });
        expect(group?.NodeGroups).toHaveLength(2);
        const { environment: variables } = await readServers(emulator, name);
        expect(variables.get('REDIS_URL')).toContain(`@${group?.ConfigurationEndpoint?.Address}:`);
        expect(variables.get('REDIS_CLUSTER')).toBe('on');
      });

      test('a copy of the database to read from', async () => {
        const { DBInstances } = await new RDSClient(emulator.client).send(
          new DescribeDBInstancesCommand({ DBInstanceIdentifier: name }),
        );
        expect(DBInstances?.[0]?.ReadReplicaDBInstanceIdentifiers).toHaveLength(1);
      });

      test('a firewall, a budget and letters to whoever operates it', () => {
        const types = Object.values(deployed.stacks).flatMap((stack) =>
          [...stack.resources.values()].map(({ type }) => type),
        );
        expect(types).toEqual(
          expect.arrayContaining([
            'AWS::Budgets::Budget',
            'AWS::SNS::Subscription',
            // Before CloudFront it has a stack of its own.
            ...(environment === 'dev'
              ? ['AWS::WAFv2::WebACL', 'AWS::WAFv2::WebACLAssociation']
              : []),
          ]),
        );
      });
    });
  },
);
