import { environments } from '../../lib/infra/config';
import {
  allSetupNames,
  attributes,
  flatten,
  mainSetupNames,
  resources,
  templatesOf,
  theOne,
} from './templates';
import type { Properties, Template } from './templates';

const balancerType = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

function tableOf(network: Template, name: string): Properties {
  const inputs = resources(network, 'AWS::Glue::Table').map(
    ({ Properties }): Properties => Properties['TableInput'],
  );
  return inputs.find((input) => input['Name'] === name)!;
}

const columnsOf = (table: Properties): string[] =>
  table['StorageDescriptor'].Columns.map(({ Name }: Properties) => Name);

describe.each(allSetupNames)('The bucket of logs of %s', (setup) => {
  const { network, web, environment } = templatesOf(setup);
  const bucket = theOne(network, 'AWS::S3::Bucket');
  const statements: Properties[] = resources(network, 'AWS::S3::BucketPolicy').flatMap(
    ({ Properties }) => Properties['PolicyDocument'].Statement,
  );

  test('is encrypted, private, reached by TLS only, and empties itself', () => {
    expect(bucket.Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: {
        Rules: [{ Status: 'Enabled', ExpirationInDays: environments[environment].logs.accessDays }],
      },
    });
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  test('takes from AWS what it logs there, each under its own prefix, and lets nobody read', () => {
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
    const actions = new Set(allowed.flatMap(({ Action }): string | string[] => Action));
    expect([...actions].toSorted()).toEqual(['s3:GetBucketAcl', 's3:ListBucket', 's3:PutObject']);
    for (const { Action, Resource } of allowed) {
      if (Action !== 's3:PutObject') continue;
      expect(flatten(Resource)).toMatch(
        /\/(?:access|flow)-logs\/AWSLogs\/(?:<AWS::AccountId>|\d{12})\/\*$/,
      );
    }
  });

  test('is searched where the load balancer writes', () => {
    const { 'access_logs.s3.prefix': prefix } = attributes(theOne(web, balancerType));
    const { Location } = tableOf(network, 'access_logs')['StorageDescriptor'];
    expect(flatten(Location)).toMatch(
      new RegExp(`^s3://<Logs\\w+>/${String(prefix)}/AWSLogs/[^/]+/elasticloadbalancing/[\\w-]+$`),
    );
  });

  test('is searched where the VPC writes, for what it writes', () => {
    const { LogDestination, LogFormat } = theOne(network, 'AWS::EC2::FlowLog').Properties;
    const [, prefix] = flatten(LogDestination).split('>/');
    const table = tableOf(network, 'flow_logs');
    expect(flatten(table['StorageDescriptor'].Location)).toMatch(
      new RegExp(`^s3://<Logs\\w+>/${prefix}/AWSLogs/[^/]+/vpcflowlogs/[\\w-]+$`),
    );
    expect(LogFormat.split(' ')).toHaveLength(columnsOf(table).length);
    expect(LogFormat).toMatch(/^\$\{start\} \$\{end\} \$\{action\} \$\{flow-direction\} /);
    expect(columnsOf(table).slice(0, 4)).toEqual(['started', 'ended', 'action', 'direction']);
  });

  test('has a folder for each day, which is all that a query need read', () => {
    for (const name of ['access_logs', 'flow_logs']) {
      const { Parameters, PartitionKeys, StorageDescriptor } = tableOf(network, name);
      expect(PartitionKeys).toEqual([{ Name: 'day', Type: 'string' }]);
      expect(flatten(Parameters['storage.location.template'])).toBe(
        `${flatten(StorageDescriptor.Location)}/\${day}`,
      );
    }
  });

  test('is asked by queries about a day or two, which may cost no more than so much', () => {
    const { WorkGroupConfiguration, Name } = theOne(network, 'AWS::Athena::WorkGroup').Properties;
    expect(WorkGroupConfiguration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
    });
    expect(WorkGroupConfiguration.BytesScannedCutoffPerQuery).toBeLessThanOrEqual(10 * 1024 ** 3);
    const queries = resources(network, 'AWS::Athena::NamedQuery');
    expect(queries.map(({ Properties }) => Properties['Name'])).toContain('Request by id');
    for (const { Properties } of queries) {
      expect(Properties['WorkGroup']).toBe(Name);
      expect(Properties['QueryString']).toMatch(/\nWHERE day >= /);
    }
  });

  test('is asked for columns that there are', () => {
    for (const { Properties } of resources(network, 'AWS::Athena::NamedQuery')) {
      const query = String(Properties['QueryString']);
      const [, table] = /\nFROM (\w+)\n/.exec(query) ?? [];
      const named = [...query.matchAll(/\bAS (\w+)/g)].map(([, name]) => name!);
      const words = query
        .replaceAll(/--.*|'[^']*'/g, '')
        .match(/\b[a-z_]+\b(?!\()/g)!
        .filter((word) => word !== table && word !== 'interval' && !named.includes(word));
      const there = [...columnsOf(tableOf(network, table!)), 'day'];
      expect(words.filter((word) => !there.includes(word))).toEqual([]);
    }
  });
});

/** Lines as AWS documents them; the id in them is the same. */
const lines = [
  {
    what: 'an answered request',
    line: 'h2 2026-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 10.0.1.252:48160 10.0.0.66:8080 0.000 0.002 0.000 200 200 5 257 "GET https://www.example.com:443/ HTTP/2.0" "curl/7.46.0" ECDHE-RSA-AES128-SHA256 TLSv1.3 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337327-72bd00b0343d75b906739c42" "www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678" 0 2026-07-02T22:22:48.364000Z "forward" "-" "-" "10.0.0.66:8080" "200" "-" "-"',
    status: '200',
    server: '10.0.0.66:8080',
  },
  {
    what: 'a request that met no server, in the form of today, with more at its end',
    line: 'http 2026-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 - -1 -1 -1 503 - 34 366 "GET http://www.example.com:80/a b HTTP/1.1" "Mozilla/5.0 (X11; \\x22odd\\x22)" - - arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Self=1-58337327-000000000000000000000000;Root=1-58337327-72bd00b0343d75b906739c42" "-" "-" 0 2026-07-02T22:22:48.364000Z "waf,forward" "-" "-" "-" "-" "-" "-" TID_1234abcd5678ef90 "-" "-" "-"',
    status: '503',
    server: '-',
  },
];

describe.each(mainSetupNames)('The table of access logs of %s', (setup) => {
  const table = tableOf(templatesOf(setup).network, 'access_logs');
  const { Parameters } = table['StorageDescriptor'].SerdeInfo;

  test.each(lines)('reads $what', ({ line, status, server }) => {
    // As Hive does: the whole line must fit, and each column is a group.
    const [, ...values] = new RegExp(`^(?:${Parameters['input.regex']})$`).exec(line) ?? [];
    const columns = columnsOf(table);
    expect(values).toHaveLength(columns.length);
    const row = Object.fromEntries(columns.map((name, index) => [name, values[index]]));
    expect(row).toMatchObject({
      status,
      server,
      trace_id: expect.stringContaining('1-58337327-72bd00b0343d75b906739c42'),
      request: expect.stringContaining('http'),
      classification_reason: '-',
    });
  });
});
