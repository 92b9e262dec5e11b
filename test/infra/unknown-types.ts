import { CfnParameter } from 'aws-cdk-lib';
import { CfnInstance } from 'aws-cdk-lib/aws-ec2';
import { findings } from './findings';

/**
 * Those of `types` that EC2 has not, as the CDK's validator knows: it looks at the type of an
 * instance, and not at that in a launch template.
 */
export function unknownTypes(types: readonly string[]): string[] {
  const found = findings((stack) => {
    const image = new CfnParameter(stack, 'Image', { type: 'AWS::EC2::Image::Id' });
    for (const type of types) {
      new CfnInstance(stack, type, { instanceType: type, imageId: image.valueAsString });
    }
  });
  return [...found.matchAll(/InstanceType: '(\S+)' is not valid/g)].map(([, type]) => type!);
}
