# shellcheck shell=bash
# Sourced: reads the machine's own metadata, by IMDSv2 only (a session token first), since that is
# the only version that the launch template answers.

# The AWS CLI and SDKs read the same variable.
imds_endpoint="${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}"

# Prints the metadata at a path, for example `imds instance-id`. Fails where there is none (404).
imds() {
  local token
  # A token for each read: they cost nothing, and none can expire while an agent runs for weeks.
  token=$(curl --silent --fail --max-time 2 --retry 3 --retry-connrefused --request PUT \
    --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$imds_endpoint/latest/api/token") || return
  curl --silent --fail --max-time 2 --retry 3 --header "X-aws-ec2-metadata-token: $token" \
    "$imds_endpoint/latest/meta-data/$1"
}
