#!/usr/bin/env bash
# Waits until the server on this machine says that it may take requests.
#
# Exits 1 when READY_TIMEOUT_SECONDS (default 120) have passed, and at once when systemd has given
# up on the server: a release that crashes at its start shall not cost the whole wait.
set -euo pipefail

port=$(sed -n 's/^PORT=//p' "${HOST_ROOT:-}/etc/app/environment")
ready_url="http://127.0.0.1:${port:-8080}/readyz"
timeout_seconds=${READY_TIMEOUT_SECONDS:-120}

until curl --silent --fail --max-time 2 --output /dev/null "$ready_url"; do
  if systemctl is-failed --quiet app; then
    echo "the server does not start: systemd has stopped trying" >&2
    exit 1
  fi
  if ((SECONDS >= timeout_seconds)); then
    echo "the server did not get ready within $timeout_seconds s: $ready_url" >&2
    exit 1
  fi
  sleep 1
done
