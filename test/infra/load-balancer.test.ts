import {
  allSetupNames,
  attributes,
  mainSetupNames,
  resources,
  serverEnvironment,
  templatesOf,
  theOne,
} from './templates';

const loadBalancerType = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const targetGroupType = 'AWS::ElasticLoadBalancingV2::TargetGroup';

describe.each(allSetupNames)('The load balancer of %s', (setup) => {
  const { network, web } = templatesOf(setup);
  const loadBalancer = theOne(web, loadBalancerType);
  const targetGroup = theOne(web, targetGroupType);
  const health = targetGroup.Properties;

  test('sends no visitor back to the server of before: there is no stickiness', () => {
    expect(attributes(targetGroup)['stickiness.enabled']).toBe('false');
    expect(JSON.stringify(web)).not.toMatch(/StickinessConfig|stickiness\.type/i);
  });

  test('gives the next request to the server with the fewest open ones', () => {
    expect(attributes(targetGroup)['load_balancing.algorithm.type']).toBe(
      'least_outstanding_requests',
    );
  });

  test('drops invalid headers and guards against request smuggling', () => {
    expect(attributes(loadBalancer)).toMatchObject({
      'routing.http.drop_invalid_header_fields.enabled': 'true',
      'routing.http.desync_mitigation_mode': 'defensive',
    });
  });

  test('logs every request to a bucket that it can write to', () => {
    expect(attributes(loadBalancer)['access_logs.s3.enabled']).toBe('true');
    const [bucket] = resources(network, 'AWS::S3::Bucket');
    expect(bucket!.Properties['BucketEncryption'].ServerSideEncryptionConfiguration).toEqual([
      { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ]);
  });

  test('asks each server whether it is ready, with a time-out below the interval', () => {
    expect(health).toMatchObject({ HealthCheckPath: '/readyz', Matcher: { HttpCode: '200' } });
    expect(health['HealthCheckTimeoutSeconds']).toBeLessThan(health['HealthCheckIntervalSeconds']);
  });

  test('finishes the requests of a server that leaves', () => {
    const seconds = Number(attributes(targetGroup)['deregistration_delay.timeout_seconds']);
    expect(seconds).toBeGreaterThanOrEqual(30);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  test('has noticed that a server is not ready before the server stops serving', () => {
    const noticed = health['HealthCheckIntervalSeconds'] * health['UnhealthyThresholdCount'];
    const delay = Number(serverEnvironment(web)['SHUTDOWN_DELAY_SECONDS']);
    expect(delay).toBeGreaterThan(noticed);
  });

  test('closes idle connections before the server does, which waits 65 s', () => {
    expect(Number(attributes(loadBalancer)['idle_timeout.timeout_seconds'])).toBeLessThan(65);
  });

  test('has names that AWS accepts: at most 32 characters, or made by AWS', () => {
    for (const { Properties } of [loadBalancer, targetGroup]) {
      expect(String(Properties['Name'] ?? '').length).toBeLessThanOrEqual(32);
    }
  });
});

test.each(mainSetupNames)('The load balancer of %s is protected where it shall be', (setup) => {
  const { environment, protect, web } = templatesOf(setup);
  expect(protect).toBe(environment === 'prod');
  expect(attributes(theOne(web, loadBalancerType))['deletion_protection.enabled']).toBe(
    String(protect),
  );
});
