import type { Answer, Document } from '../../recorded-aws';

export const secretName = 'SessionKeysRing0123-abcdef';
export const ring: Document = {
  LogicalResourceId: 'SessionKeysRing0123',
  PhysicalResourceId: `arn:aws:secretsmanager:us-east-1:123456789012:secret:${secretName}`,
  ResourceType: 'AWS::SecretsManager::Secret',
  ResourceStatus: 'CREATE_COMPLETE',
  LastUpdatedTimestamp: new Date(),
};

export const answers: Record<string, Answer> = {
  'cloudformation:ListStackResources': { StackResourceSummaries: { member: [ring] } },
  'secretsmanager:DescribeSecret': { Name: secretName, LastChangedDate: Date.now() / 1000 },
};
