import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

interface Specification {
  readonly schema: {
    readonly resource: {
      readonly entities?: Readonly<Record<string, SpecifiedResource>>;
    } & Readonly<Record<string, SpecifiedResource>>;
  };
}

interface SpecifiedResource {
  readonly cloudFormationType: string;
  readonly properties: Readonly<
    Record<string, { readonly causesReplacement?: 'yes' | 'no' | 'maybe' }>
  >;
}

/**
 * What has become possible in place since the specification was written.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-user.html
 */
const inPlace: Readonly<Record<string, readonly string[]>> = {
  'AWS::ElastiCache::ReplicationGroup': ['Engine'],
  'AWS::ElastiCache::User': ['Engine'],
  'AWS::ElastiCache::UserGroup': ['Engine'],
};

/**
 * By resource type, the properties whose change makes CloudFormation replace the resource: as
 * `cdk diff` knows it, from the specification that comes with the CDK's command line.
 */
export async function replacements(): Promise<Record<string, string[]>> {
  const packed = await readFile(path.join(__dirname, '../../node_modules/aws-cdk/db.json.gz'));
  const { schema } = JSON.parse(String(await promisify(gunzip)(packed))) as Specification;
  const resources = Object.values(schema.resource.entities ?? schema.resource);
  return Object.fromEntries(
    resources.map(({ cloudFormationType, properties }) => [
      cloudFormationType,
      Object.keys(properties).filter(
        (name) =>
          properties[name]?.causesReplacement === 'yes' &&
          !inPlace[cloudFormationType]?.includes(name),
      ),
    ]),
  );
}
