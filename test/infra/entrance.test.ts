import {
  allSetupNames,
  flatten,
  resources,
  serverEnvironment,
  templatesOf,
  theOne,
} from './templates';
import type { Synthesized } from './templates';

const listeners = ({ web }: Synthesized) =>
  resources(web, 'AWS::ElasticLoadBalancingV2::Listener').map(({ Properties }) => Properties);
const scheme = ({ web }: Synthesized) =>
  theOne(web, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties['Scheme'];

describe.each([
  ['dev with a domain', 'dev.example.com'],
  ['prod with a domain', 'example.com'],
] as const)('The entrance of %s', (setup, name) => {
  const synthesized = templatesOf(setup);
  const { web, warnings } = synthesized;

  test('speaks TLS 1.2 or better under a certificate for the name', () => {
    const certificate = theOne(web, 'AWS::CertificateManager::Certificate').Properties;
    expect(certificate).toMatchObject({ DomainName: name, ValidationMethod: 'DNS' });
    expect(listeners(synthesized)).toContainEqual(
      expect.objectContaining({
        Port: 443,
        Protocol: 'HTTPS',
        SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-PQ-2025-09',
        Certificates: [{ CertificateArn: { Ref: expect.stringContaining('Certificate') } }],
      }),
    );
  });

  test('answers plain HTTP only by a redirect', () => {
    const [plain, ...others] = listeners(synthesized).filter(({ Protocol }) => Protocol === 'HTTP');
    expect(others).toEqual([]);
    expect(plain!['DefaultActions']).toEqual([
      {
        Type: 'redirect',
        RedirectConfig: { Port: '443', Protocol: 'HTTPS', StatusCode: 'HTTP_301' },
      },
    ]);
  });

  test('has the name point to the load balancer', () => {
    expect(theOne(web, 'AWS::Route53::RecordSet').Properties).toMatchObject({
      Name: `${name}.`,
      Type: 'A',
      HostedZoneId: 'Z0123456789ABCDEFGHIJ',
      AliasTarget: { DNSName: expect.anything() },
    });
  });

  test('tells the server its URL and the one proxy before it', () => {
    expect(serverEnvironment(web)).toMatchObject({
      PUBLIC_URL: `https://${name}`,
      TRUSTED_PROXIES: '1',
    });
    expect(warnings).toEqual([]);
  });
});

describe('The entrance of prod without a domain', () => {
  const synthesized = templatesOf('prod');
  const { network, web, warnings } = synthesized;
  const distribution = theOne(web, 'AWS::CloudFront::Distribution').Properties[
    'DistributionConfig'
  ];

  test('is CloudFront, which redirects plain HTTP', () => {
    expect(distribution.DefaultCacheBehavior.ViewerProtocolPolicy).toBe('redirect-to-https');
    expect(distribution).not.toHaveProperty('ViewerCertificate');
  });

  test('caches nothing, and passes on all that the browser said', () => {
    expect(distribution.CacheBehaviors).toBeUndefined();
    expect(distribution.DefaultCacheBehavior).toMatchObject({
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', // Managed-CachingDisabled
      // Managed-AllViewer: every header, so Authorization and cookies too
      OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3',
      AllowedMethods: expect.arrayContaining(['POST', 'PUT', 'PATCH', 'DELETE']),
    });
  });

  test('caches no error either, as it would for ten seconds by itself', () => {
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
    const cached = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];
    expect(distribution.CustomErrorResponses).toEqual(
      cached.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    );
  });

  test('reaches a load balancer without a public address by a VPC origin', () => {
    expect(scheme(synthesized)).toBe('internal');
    expect(distribution.Origins).toEqual([
      expect.objectContaining({ VpcOriginConfig: expect.anything() }),
    ]);
    const subnets = JSON.stringify(
      theOne(web, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties['Subnets'],
    );
    expect(subnets).not.toContain('public');
  });

  test('lets nothing but CloudFront into the load balancer', () => {
    const rules = resources(network, 'AWS::EC2::SecurityGroup').filter(
      ({ Properties }) => Properties['GroupDescription'] === 'Load balancer',
    );
    expect(rules.map(({ Properties }) => Properties['SecurityGroupIngress'])).toEqual([undefined]);
    const [balancer] = Object.entries(network.Resources).find(
      ([, { Properties }]) => Properties['GroupDescription'] === 'Load balancer',
    )!;
    const ingress = resources(network, 'AWS::EC2::SecurityGroupIngress').filter(
      ({ Properties }) => flatten(Properties['GroupId']) === `<${balancer}.GroupId>`,
    );
    expect(ingress.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ SourcePrefixListId: 'pl-3b927c52', FromPort: 80, ToPort: 80 }),
    ]);
  });

  test('tells the server its URL and the two proxies before it', () => {
    expect(serverEnvironment(web)).toMatchObject({
      PUBLIC_URL: expect.stringMatching(/^https:\/\/<EntranceDistribution\w+\.DomainName>$/),
      TRUSTED_PROXIES: '2',
    });
    expect(warnings).toEqual([]);
  });
});

describe('The entrance of dev without a domain', () => {
  const { web, warnings } = templatesOf('dev');

  test('says in one loud line that it is plain HTTP', () => {
    expect(warnings).toEqual([expect.stringMatching(/^"dev SPEAKS PLAIN HTTP: .* not Secure/)]);
    // And once more at the end of a deployment.
    expect(web.Outputs!['Warning']!['Value']).toMatch(/^dev SPEAKS PLAIN HTTP: .* not Secure/);
  });

  test('tells the server its URL and the one proxy before it', () => {
    expect(serverEnvironment(web)).toMatchObject({
      PUBLIC_URL: expect.stringMatching(/^http:\/\/<LoadBalancer\w+\.DNSName>$/),
      TRUSTED_PROXIES: '1',
    });
  });
});

test.each(allSetupNames)('%s prints the URL that its server knows', (setup) => {
  const { web } = templatesOf(setup);
  expect(flatten(web.Outputs!['Url']!['Value'])).toBe(serverEnvironment(web)['PUBLIC_URL']);
});
