import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Account } from '../account';
import { ago } from '../ago';
import { stackName } from '../deployed-stacks';
import type { StoreOperations } from '../store';

/** The keys of `lib/infra/data/key-ring`, a secret. Nothing here reads its value. */
export const keyRing: StoreOperations = {
  title: 'Session keys',
  holds: ['AWS::SecretsManager::Secret'],

  async status(account) {
    const id = await find(account);
    if (id === undefined) {
      return [{ health: 'bad', subject: 'key ring', says: 'there is no such secret' }];
    }
    const secret = await account
      .client(SecretsManagerClient)
      .send(new DescribeSecretCommand({ SecretId: id }));
    const { Name = id, LastChangedDate, DeletedDate } = secret;
    const facts = { name: Name, lastChanged: LastChangedDate, deleted: DeletedDate };
    if (DeletedDate !== undefined) {
      return [
        {
          health: 'bad',
          subject: Name,
          says: `is to be deleted (${ago(DeletedDate)})`,
          cure: `Keep it: aws secretsmanager restore-secret --secret-id ${Name}`,
          facts,
        },
      ];
    }
    const changed = LastChangedDate === undefined ? 'never' : ago(LastChangedDate);
    return [{ health: 'well', subject: Name, says: `last changed ${changed}`, facts }];
  },

  snapshot: {
    none: 'The keys need no snapshot: Secrets Manager keeps the version before the newest, and a deletion can be taken back for days.',
  },
};

/** Its name is CloudFormation's choice. */
async function find(account: Account): Promise<string | undefined> {
  const pages = paginateListStackResources(
    { client: account.client(CloudFormationClient) },
    { StackName: stackName(account, 'data') },
  );
  for await (const { StackResourceSummaries = [] } of pages) {
    const secret = StackResourceSummaries.find(
      ({ ResourceType, LogicalResourceId }) =>
        ResourceType === 'AWS::SecretsManager::Secret' &&
        LogicalResourceId?.startsWith('SessionKeys'),
    );
    if (secret !== undefined) return secret.PhysicalResourceId;
  }
  return undefined;
}
