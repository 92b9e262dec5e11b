/**
 * What the emulator (moto 5.2) can't do of our templates, as tables, and how a template is made to
 * pass it nevertheless. The stacks themselves know nothing of the emulator.
 */

/**
 * Resource types that the emulator's CloudFormation passes over in silence, and what a deployment
 * into it therefore does not show.
 */
export const ignoredTypes: Readonly<Record<string, string>> = {
  'AWS::AutoScaling::ScalingPolicy': 'when the group grows and shrinks',
  'AWS::CloudFront::Distribution': 'the way in by HTTPS',
  'AWS::CloudFront::VpcOrigin': 'the way in by HTTPS',
  'AWS::CloudWatch::Alarm': 'the alarms, and what references to them come to',
  'AWS::EC2::SecurityGroupEgress': 'which ways out are open',
  'AWS::ElastiCache::ParameterGroup': 'the session store, whose API it has only in part',
  'AWS::ElastiCache::ReplicationGroup': 'the session store',
  'AWS::ElastiCache::SubnetGroup': 'the session store',
  'AWS::ElastiCache::User': 'the session store',
  'AWS::ElastiCache::UserGroup': 'the session store',
  'AWS::S3::BucketPolicy': 'who may write logs',
};

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:123456789012:${rest}`;

/** Attributes (Fn::GetAtt) that the emulator can't tell, and what stands for them. */
const missingAttributes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::CloudFront::Distribution': { DomainName: 'd111111abcdef8.cloudfront.net' },
  'AWS::CloudWatch::Alarm': { Arn: arn('cloudwatch', 'alarm:emulated') },
  'AWS::ElastiCache::ReplicationGroup': { 'PrimaryEndPoint.Address': 'store.emulated' },
  'AWS::ElasticLoadBalancingV2::TargetGroup': { TargetGroupFullName: 'targetgroup/emulated/0' },
  'AWS::RDS::DBInstance': {
    DbiResourceId: 'db-EMULATED',
    'MasterUserSecret.SecretArn': arn('secretsmanager', 'secret:emulated'),
  },
};

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

export interface Template {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, unknown>;
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Rebuilds a JSON value, each object in it replaced by what `change` makes of it. */
function rebuild(value: Json, change: (object: { [key: string]: Json }) => Json): Json {
  if (Array.isArray(value)) return value.map((item) => rebuild(item, change));
  if (value === null || typeof value !== 'object') return value;
  const changed = change(value);
  if (changed !== value) return changed;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, rebuild(item, change)]),
  );
}

/**
 * A template that the emulator takes.
 * @param outputs of the stacks deployed before, by stack name: the emulator has no
 *   `Fn::GetStackOutput`
 */
export function adaptToEmulator(
  template: Template,
  outputs: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Template {
  const adapted = rebuild(template as unknown as Json, (object) => {
    if (object['Fn::GetStackOutput']) {
      const { StackName, OutputName } = object['Fn::GetStackOutput'] as Record<string, string>;
      const value = outputs.get(StackName ?? '')?.[OutputName ?? ''];
      if (value === undefined) throw new Error(`no output ${OutputName} of ${StackName}`);
      return value;
    }
    if (object['Fn::GetAtt']) {
      const [id, attribute] = object['Fn::GetAtt'] as [string, string];
      return missingAttributes[template.Resources[id]?.Type ?? '']?.[attribute] ?? object;
    }
    return object;
  }) as unknown as Template;

  for (const { Type, Properties } of Object.values(adapted.Resources)) {
    // It takes the folder in `bucket/folder` for a part of the bucket's name.
    if (Type === 'AWS::EC2::FlowLog') {
      const [, [bucket]] = (Properties.LogDestination as { 'Fn::Join': [string, [unknown]] })[
        'Fn::Join'
      ];
      Properties.LogDestination = bucket;
    }
    // It knows no prefix lists: addresses for documentation stand for CloudFront's.
    if (Type === 'AWS::EC2::SecurityGroupIngress' && Properties.SourcePrefixListId) {
      delete Properties.SourcePrefixListId;
      Properties.CidrIp = '192.0.2.0/24';
    }
    // It takes the group itself for its name, and fails.
    if (Type === 'AWS::RDS::DBInstance') delete Properties.DBParameterGroupName;
  }
  return adapted;
}
