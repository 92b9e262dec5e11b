import { allSetupNames, resources, templatesOf, theOne } from './templates';
import type { Resource } from './templates';

const everything = 'prod with all that is optional';
const small = 'dev with named zones and x86 behind one gateway';

const group = (setup: string): Resource =>
  theOne(templatesOf(setup).web, 'AWS::AutoScaling::AutoScalingGroup');

describe('The schedule', () => {
  test('sets both bounds at its times, each in its own time zone', () => {
    const times = resources(templatesOf(everything).web, 'AWS::AutoScaling::ScheduledAction');
    expect(times.map(({ Properties }) => Properties)).toEqual([
      {
        AutoScalingGroupName: { Ref: 'ServerGroup' },
        Recurrence: '30 7 * * MON-FRI',
        TimeZone: 'Europe/Berlin',
        MinSize: 4,
        MaxSize: 8,
      },
      {
        AutoScalingGroupName: { Ref: 'ServerGroup' },
        Recurrence: '0 22 * * *',
        TimeZone: 'Europe/Berlin',
        MinSize: 2,
        MaxSize: 4,
      },
    ]);
  });

  test.each([everything, small])('of %s outlives a deployment', (setup) => {
    expect(group(setup).UpdatePolicy).toMatchObject({
      AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: true },
    });
  });
});

describe('The warm pool', () => {
  test('has its size however many servers run, and takes none back', () => {
    expect(theOne(templatesOf(everything).web, 'AWS::AutoScaling::WarmPool').Properties).toEqual({
      AutoScalingGroupName: { Ref: 'ServerGroup' },
      PoolState: 'Stopped',
      MinSize: 2,
      MaxGroupPreparedCapacity: 2,
      InstanceReusePolicy: { ReuseOnScaleIn: false },
    });
  });

  test('is made after the first servers, which signal: those out of the pool never do', () => {
    expect(group(everything).DependsOn!.join(' ')).not.toContain('WarmPool');
    expect(group(everything).UpdatePolicy).not.toHaveProperty('AutoScalingRollingUpdate');
  });

  test('is there only where it is asked for', () => {
    const setups = allSetupNames.filter(
      (setup) => resources(templatesOf(setup).web, 'AWS::AutoScaling::WarmPool').length > 0,
    );
    expect(setups).toEqual([everything]);
  });
});

describe.each(allSetupNames)('A rollout of %s', (setup) => {
  const { Properties, UpdatePolicy = {} } = group(setup);
  const rolling = UpdatePolicy['AutoScalingRollingUpdate'];
  const refresh = UpdatePolicy['AutoScalingInstanceRefresh'];

  test('is of one of the two kinds', () => {
    expect([rolling, refresh].filter(Boolean)).toHaveLength(1);
  });

  test('ends no server that the traffic may need', () => {
    if (rolling) {
      // Nothing scales meanwhile: so there must be as many as scaling could ever start.
      expect(rolling.MinInstancesInService).toBe(Number(Properties['MaxSize']) - 1);
      expect(rolling).toMatchObject({ MaxBatchSize: 1, WaitOnResourceSignals: true });
    } else {
      expect(refresh.Preferences).toMatchObject({
        MinHealthyPercentage: 100,
        MaxHealthyPercentage: 200,
      });
    }
  });

  test('knows of a server that the load balancer cannot reach before it counts as good', () => {
    expect(Properties['HealthCheckType']).toBe('ELB');
    if (refresh) {
      expect(refresh.Preferences.InstanceWarmup).toBeGreaterThanOrEqual(
        2 * Properties['HealthCheckGracePeriod'],
      );
    } else {
      expect(rolling.PauseTime).toBe('PT15M');
    }
  });
});
