import { UserData } from 'aws-cdk-lib/aws-ec2';

export interface ServerUserDataProps {
  readonly region: string;
  readonly stackName: string;
  /** Logical id of the Auto Scaling group, which CloudFormation is signalled for. */
  readonly groupLogicalId: string;
  readonly groupName: string;
  readonly launchHookName: string;
  readonly terminateHookName: string;
  readonly targetGroupArn: string;
  readonly logGroupName: string;
  /** The role that the machine becomes on the server's behalf. */
  readonly serverRoleArn: string;
  /** `s3://…zip`: the bundle, by its content's hash. */
  readonly releaseUrl: string;
  /** The server's environment variables. Everybody who may describe instances can read them. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * What a machine runs at its first boot: fetch the release, and let the release do the rest. As the
 * release's name is in it, new code makes a new launch template, and that makes new servers.
 */
export function serverUserData(props: ServerUserDataProps): UserData {
  const environment = Object.entries(props.environment).map(([name, value]) => `${name}=${value}`);
  return UserData.custom(`#!/bin/bash
set -euo pipefail
export REGION=${props.region}
export STACK_NAME=${props.stackName}
export LOGICAL_ID=${props.groupLogicalId}
export ASG_NAME=${props.groupName}
export LAUNCH_HOOK_NAME=${props.launchHookName}
export TERMINATE_HOOK_NAME=${props.terminateHookName}
export TARGET_GROUP_ARN=${props.targetGroupArn}
export LOG_GROUP=${props.logGroupName}
export SERVER_ROLE_ARN=${props.serverRoleArn}

begin() {
  step=$1
  echo "user data: $step"
}

# Until the release is here; from then on its own bootstrap.sh reports, in the same way.
report_failure() {
  set +e
  local reason="user data failed at: $step" imds=http://169.254.169.254/latest token instance
  echo "$reason" >&2
  timeout 60 /opt/aws/bin/cfn-signal --region "$REGION" --stack "$STACK_NAME" \\
    --resource "$LOGICAL_ID" --success false --reason "$reason"
  # Auto Scaling replaces the machine now, and not when its launch hook runs out.
  token=$(curl -sf -m 2 --retry 3 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $imds/api/token)
  instance=$(curl -sf -m 2 --retry 3 -H "X-aws-ec2-metadata-token: $token" $imds/meta-data/instance-id)
  timeout 60 aws autoscaling complete-lifecycle-action --region "$REGION" \\
    --auto-scaling-group-name "$ASG_NAME" --lifecycle-hook-name "$LAUNCH_HOOK_NAME" \\
    --instance-id "$instance" --lifecycle-action-result ABANDON
  systemctl poweroff
}
trap report_failure EXIT

begin 'write the environment'
mkdir -p /etc/app /opt/app
cat >/etc/app/environment <<'END'
${environment.join('\n')}
END

begin 'fetch the release'
# The first servers of a new role are faster than its policy.
fetched=''
for pause in \${FETCH_PAUSES:-5 10 20 40 0}; do
  if timeout 150 aws s3 cp --only-show-errors --region "$REGION" \\
    '${props.releaseUrl}' /opt/app/release.zip; then
    fetched=yes
    break
  fi
  sleep "$pause"
done
test -n "$fetched"

begin 'unpack the release'
command -v unzip >/dev/null || dnf install --assumeyes unzip
unzip -q -o /opt/app/release.zip -d /opt/app/release
rm /opt/app/release.zip

trap - EXIT
exec bash /opt/app/release/host/bootstrap.sh
`);
}
