#!/usr/bin/env bash
# Follows what Auto Scaling and EC2 intend with this machine, and answers for it:
#   it shall serve, or join the warm pool   wait for the server's readiness, complete the launch hook
#   it shall end                            stop the server politely, complete the terminate hook
#   spot notice: EC2 takes it in 2 minutes  stop the server politely
#
# An agent and not user data does this, since user data runs only at a machine's first boot: out of a
# warm pool it boots again, or wakes up without booting.
#
# To stop politely is SIGTERM: the server's readiness turns to 503 first, and it goes on answering
# for SHUTDOWN_DELAY_SECONDS, so the load balancer turns away even where nothing deregistered it. Auto
# Scaling does that first, and lets the deregistration delay pass before it says so here; a spot
# notice comes without. A rebalance recommendation needs nothing: where Auto Scaling heeds it, it
# starts another machine and then ends this one, by the hook.
set -euo pipefail

host=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/infra/host/imds.sh
source "$host/imds.sh"
poll_seconds=${POLL_SECONDS:-5}

# `complete HOOK`. Never fails: with no answer the hook's own time-out decides. A plain reboot of a
# serving machine ends here too, with no hook waiting.
complete() {
  local answer
  # The machine can be faster than the group, which opens the hook: hence more than one try.
  for _ in 1 2 3 4 5; do
    if answer=$(timeout 60 aws autoscaling complete-lifecycle-action --region "$REGION" \
      --cli-connect-timeout 5 --cli-read-timeout 20 --auto-scaling-group-name "$ASG_NAME" \
      --lifecycle-hook-name "$1" --instance-id "$instance" \
      --lifecycle-action-result CONTINUE 2>&1); then
      echo "completed the lifecycle hook $1"
      return
    fi
    sleep "$poll_seconds"
  done
  echo "did not complete the lifecycle hook $1: $answer" >&2
}

stop_server() {
  echo "stopping the server: $1"
  systemctl stop app || echo 'the server did not stop cleanly' >&2
}

instance=$(imds instance-id)
answered='' # the intention that was acted on
spot_notice=''

while :; do
  # There is none (404) for a machine that is in no group.
  if intention=$(imds autoscaling/target-lifecycle-state) && [[ $intention != "$answered" ]]; then
    case $intention in
      InService | Warmed:Stopped | Warmed:Running | Warmed:Hibernated)
        if bash "$host/wait-until-ready.sh"; then
          complete "$LAUNCH_HOOK_NAME"
          answered=$intention
        fi
        ;;
      Terminated | Warmed:Terminated)
        stop_server 'Auto Scaling ends this machine'
        complete "$TERMINATE_HOOK_NAME"
        exit
        ;;
      # Detached, Standby: no hook waits for an answer.
      *) answered=$intention ;;
    esac
  fi
  if [[ -z $spot_notice ]] && spot_notice=$(imds spot/instance-action); then
    stop_server "spot notice $spot_notice"
  fi
  sleep "$poll_seconds"
done
