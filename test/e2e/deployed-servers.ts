import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import {
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
  type ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import {
  GetSecretValueCommand,
  SecretsManagerClient,
  paginateListSecrets,
} from '@aws-sdk/client-secrets-manager';
import type { Emulator } from './deploy-emulator';

/** How the next server of a group would be started. */
export interface Servers {
  readonly launchTemplateId: string;
  /** The version that the group uses. */
  readonly version: string;
  readonly launchTemplate: ResponseLaunchTemplateData;
  readonly userData: string;
  /** The environment file that user data writes. */
  readonly environment: ReadonlyMap<string, string>;
}

export async function readServers(emulator: Emulator, group: string): Promise<Servers> {
  const { AutoScalingGroups } = await new AutoScalingClient(emulator.client).send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] }),
  );
  const { LaunchTemplateId = '', Version = '' } = AutoScalingGroups?.[0]?.LaunchTemplate ?? {};
  const { LaunchTemplateVersions } = await new EC2Client(emulator.client).send(
    new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: [Version] }),
  );
  const launchTemplate = LaunchTemplateVersions?.[0]?.LaunchTemplateData ?? {};
  const userData = Buffer.from(launchTemplate.UserData ?? '', 'base64').toString();
  const lines = userData.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm);
  return {
    launchTemplateId: LaunchTemplateId,
    version: Version,
    launchTemplate,
    userData,
    environment: new Map([...lines].map(([, name = '', value = '']) => [name, value])),
  };
}

/** Every secret of the account: whole, and where it is JSON, each value in it. */
export async function readSecrets(emulator: Emulator): Promise<string[]> {
  const client = new SecretsManagerClient(emulator.client);
  const secrets: string[] = [];
  for await (const { SecretList } of paginateListSecrets({ client }, {})) {
    for (const { ARN } of SecretList ?? []) {
      const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: ARN }));
      secrets.push(SecretString, ...valuesOf(SecretString));
    }
  }
  return secrets;
}

function valuesOf(secret: string): string[] {
  try {
    const { username: _public, ...values } = JSON.parse(secret) as Record<string, unknown>;
    return Object.values(values).filter((value) => typeof value === 'string');
  } catch {
    return [];
  }
}
