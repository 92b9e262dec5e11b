import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { DescribeLaunchTemplateVersionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { Account } from '../account';

/**
 * Which release each version of the group's launch template starts: the SHA-256 of the bundle,
 * which user data fetches by it. Only of the versions that the group and its servers are of.
 */
export async function readReleases(
  account: Account,
  group: AutoScalingGroup,
): Promise<Map<string, string>> {
  const LaunchTemplateId = group.LaunchTemplate?.LaunchTemplateId;
  const versions = new Set(
    [group, ...(group.Instances ?? [])].flatMap(({ LaunchTemplate }) =>
      LaunchTemplate?.Version === undefined ? [] : [LaunchTemplate.Version],
    ),
  );
  if (LaunchTemplateId === undefined || versions.size === 0) return new Map();
  const { LaunchTemplateVersions = [] } = await account
    .client(EC2Client)
    .send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: [...versions] }));
  return new Map(
    LaunchTemplateVersions.flatMap(({ VersionNumber, LaunchTemplateData }) => {
      const userData = Buffer.from(LaunchTemplateData?.UserData ?? '', 'base64').toString();
      const release = /\/([0-9a-f]{64})\.zip/.exec(userData)?.[1];
      return release === undefined ? [] : [[String(VersionNumber), release] as const];
    }),
  );
}
