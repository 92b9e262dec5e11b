#!/usr/bin/env bash
# Turns a fresh Amazon Linux 2023 machine into a server, and tells AWS whether that worked.
#
# The instance's user data runs it once, as root, from the unpacked bundle; running it again by hand
# does no harm. /etc/app/environment, which the server reads, must be there. It needs:
#   REGION, STACK_NAME, LOGICAL_ID            whom to signal: the Auto Scaling group's logical id
#   ASG_NAME, LAUNCH_HOOK_NAME, TERMINATE_HOOK_NAME, TARGET_GROUP_ARN
#   SERVER_ROLE_ARN                           the role whose credentials the server gets
#   LOG_GROUP                                 where the logs go; empty keeps them on the machine
#
# Whatever fails: CloudFormation is told which step, the reason stands in the console output
# (`aws ec2 get-console-output`, kept for a while after the machine's end), the launch hook is
# abandoned so that Auto Scaling replaces the machine at once, and the machine powers off, which
# terminates it.
set -euo pipefail

host=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bundle=$(dirname "$host")
# shellcheck source=lib/infra/host/imds.sh
source "$host/imds.sh"

# A folder that stands for /; the tests set it.
root=${HOST_ROOT:-}
environment=$root/etc/app/environment
units=$root/etc/systemd/system

# cfn-signal and the CloudWatch agent's control program are not on root's PATH everywhere.
PATH=$PATH:/opt/aws/bin:/opt/aws/amazon-cloudwatch-agent/bin
retry_pause_seconds=${RETRY_PAUSE_SECONDS:-20}
instance=unknown
step=''
verdict_unknown=''

begin() {
  step=$1
  echo "bootstrap: $step"
}

# Runs a command until it succeeds: `retry TIMES COMMAND…`.
retry() {
  local times=$1
  shift
  until "$@"; do
    ((--times > 0)) || return 1
    sleep "$retry_pause_seconds"
  done
}

# One call of the AWS CLI: its own retries stay on, and it can't hang.
aws_cli() {
  timeout 60 aws --region "$REGION" --cli-connect-timeout 5 --cli-read-timeout 20 "$@"
}

signal() {
  timeout 60 cfn-signal --region "$REGION" --stack "$STACK_NAME" --resource "$LOGICAL_ID" \
    --success "$1" --reason "$2"
}

abandon_launch() {
  aws_cli autoscaling complete-lifecycle-action --auto-scaling-group-name "$ASG_NAME" \
    --lifecycle-hook-name "$LAUNCH_HOOK_NAME" --instance-id "$instance" \
    --lifecycle-action-result ABANDON
}

# The EXIT trap: anything that ended this script before its last line is a failure. Subshells, so
# that not even a missing variable keeps the rest of it from happening.
report_failure() {
  local status=$?
  trap - EXIT
  ((status != 0)) || return 0
  local reason="bootstrap failed at: $step ($instance)"
  {
    echo "$reason; the server's last lines:"
    journalctl --unit=app --unit=migrate --unit=credentials --no-pager \
      --output=cat --lines=50 || true
  } >&2
  (signal false "$reason") || echo 'bootstrap: the failure could not be signalled' >&2
  if [[ -z $verdict_unknown ]]; then
    (abandon_launch) || true
    # The CloudWatch agent sends every five seconds: leave it time for the lines above.
    sleep "${LOG_FLUSH_SECONDS:-10}"
    systemctl poweroff
  fi
  exit "$status"
}

install_packages() {
  # Amazon Linux keeps its repositories in S3, so this needs no way to the internet.
  retry 3 timeout 240 dnf install --assumeyes --setopt=install_weak_deps=False \
    nodejs24 amazon-cloudwatch-agent logrotate
  # The package names its program for its version; plain `node` is a link that `alternatives` turns
  # to whichever version it likes.
  local node
  node=$(command -v node-24 || command -v node)
  "$node" --version
  mkdir -p "$root/opt/app"
  ln -sfn "$node" "$root/opt/app/node"
}

add_user() {
  id "$1" >/dev/null 2>&1 || useradd --system --no-create-home --shell /sbin/nologin "$1"
}

install_server() {
  add_user app
  add_user migrate
  # The server reads its own code but can't change it.
  chmod -R u=rwX,go=rX "$bundle"
  ln -sfn "$bundle" "$root/opt/app/current"

  # No secret is in it: the server signs in to its stores by tokens of its role.
  {
    awk '!/^SERVER_ID=/' "$environment"
    echo "SERVER_ID=$instance"
  } >"$environment.new"
  chmod 0644 "$environment.new"
  mv "$environment.new" "$environment"

  local variable
  for variable in REGION ASG_NAME LAUNCH_HOOK_NAME TERMINATE_HOOK_NAME; do
    echo "$variable=${!variable}"
  done >"$root/etc/app/lifecycle.environment"
  printf '%s\n' "REGION=$REGION" "SERVER_ROLE_ARN=$SERVER_ROLE_ARN" "SERVER_ID=$instance" \
    >"$root/etc/app/credentials.environment"
}

install_units() {
  mkdir -p "$units"
  install -m 0644 "$host"/*.service "$host"/*.timer "$units"
  local unit
  for unit in "$host"/*.service; do
    install -D -m 0644 "$host/sandbox.conf" "$units/${unit##*/}.d/sandbox.conf"
  done
  # systemd's patience must outlast the server's own: readiness off, wait, drain, close the pools.
  local delay timeout
  delay=$(sed -n 's/^SHUTDOWN_DELAY_SECONDS=//p' "$environment")
  timeout=$(sed -n 's/^SHUTDOWN_TIMEOUT_SECONDS=//p' "$environment")
  printf '[Service]\nTimeoutStopSec=%d\n' $((${delay:-0} + ${timeout:-30} + 15)) \
    >"$units/app.service.d/stop.conf"
  systemctl daemon-reload
  # At every boot: a warm pool stops and starts a machine without running its user data again.
  systemctl enable app credentials lifecycle
}

# Journal → file → CloudWatch Logs: the agent reads the journal itself only from 1.300070 on, and
# Amazon Linux's repository follows late.
ship_logs() {
  [[ -n ${LOG_GROUP:-} ]] || return 0
  install -D -m 0644 "$host/logrotate.conf" "$root/etc/logrotate.d/app"
  install -D -m 0644 "$host/logrotate-hourly.conf" "$units/logrotate.timer.d/hourly.conf"
  local config=$root/opt/aws/amazon-cloudwatch-agent/etc/app.json
  mkdir -p "$(dirname "$config")"
  sed "s|LOG_GROUP|$LOG_GROUP|" "$host/cloudwatch-agent.json" >"$config"
  systemctl daemon-reload
  systemctl enable --now log-export logrotate.timer
  amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c "file:$config"
}

# The load balancer's own verdict: a server that answers here may still be out of its reach.
wait_until_target_is_healthy() {
  local state='' answer deadline=$((SECONDS + ${HEALTHY_TIMEOUT_SECONDS:-300}))
  while true; do
    if answer=$(aws_cli elbv2 describe-target-health --target-group-arn "$TARGET_GROUP_ARN" \
      --targets "Id=$instance" --output text \
      --query 'TargetHealthDescriptions[0].TargetHealth.State'); then
      state=$answer
    fi
    [[ $state != healthy ]] || return 0
    ((SECONDS < deadline)) || break
    sleep "${POLL_SECONDS:-5}"
  done
  if [[ -z $state ]]; then
    # The API's silence says nothing about this server, which may be serving: its health checks
    # decide. In an outage of the API every new server would power itself off otherwise.
    verdict_unknown=yes
    step='ask the load balancer'
  fi
  echo "the target group's last word on this server: ${state:-none}" >&2
  return 1
}

trap report_failure EXIT
begin 'check the arguments'
: "${REGION:?}" "${STACK_NAME:?}" "${LOGICAL_ID:?}" "${ASG_NAME:?}"
: "${LAUNCH_HOOK_NAME:?}" "${TERMINATE_HOOK_NAME:?}" "${TARGET_GROUP_ARN:?}" "${SERVER_ROLE_ARN:?}"

begin 'read the instance id'
instance=$(imds instance-id)

begin 'install packages'
install_packages

begin 'install the server'
install_server
install_units

begin 'ship the logs'
# Not worth a server: one that can't send its logs still serves, and keeps them in its journal.
ship_logs || echo 'bootstrap: the logs stay on this machine' >&2

begin 'migrate the database'
# Several tries, since a failover of the database takes one or two minutes.
retry 5 systemctl start migrate

begin 'get credentials for the server'
# The first servers of a new role are faster than its policy.
retry 6 systemctl start credentials
systemctl enable --now credentials.timer

begin 'start the server'
systemctl restart app
bash "$host/wait-until-ready.sh"

# From here on the server may take requests: this unit completes the launch hook.
begin 'complete the launch hook'
systemctl restart lifecycle

# A machine bound for the warm pool is in no target group, and counts for no deployment.
if [[ $(imds autoscaling/target-lifecycle-state || true) == Warmed:* ]]; then
  echo 'bootstrap: done; this machine waits in the warm pool'
  exit
fi

begin 'wait for the load balancer'
wait_until_target_is_healthy

# Refused whenever no deployment waits for it, as when the group merely scales out.
signal true 'healthy in the target group' || echo 'bootstrap: no deployment waits for a signal'
echo 'bootstrap: done; the load balancer calls this server healthy'
