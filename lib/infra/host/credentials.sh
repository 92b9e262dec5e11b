#!/usr/bin/env bash
# Gets credentials of the server's role, with those of the machine's, and leaves them in a file that
# the server may read. They live for an hour, since a role that becomes another can't have them longer:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
#
# The file has the form of a credential process (see aws.conf): the server's SDK reads it again when
# what it holds is about to run out. A failure leaves the file as it is, good until its own end.
set -euo pipefail

file=$RUNTIME_DIRECTORY/credentials.json

# shellcheck disable=SC2016 # a literal of JMESPath's, no command
form='Credentials.{Version: `1`, AccessKeyId: AccessKeyId, SecretAccessKey: SecretAccessKey,
  SessionToken: SessionToken, Expiration: Expiration}'

# CloudTrail shows the name of the session with all that the server does: it is the machine's id.
if timeout 60 aws sts assume-role --region "$REGION" --cli-connect-timeout 5 --cli-read-timeout 20 \
  --role-arn "$SERVER_ROLE_ARN" --role-session-name "$SERVER_ID" --duration-seconds 3600 \
  --output json --query "$form" >"$file.new"; then
  mv "$file.new" "$file"
  exit
fi
# In the form of the server's own log, so that whoever counts its errors counts this one.
printf '{"level":"error","time":"%s","server":"%s","msg":"%s"}\n' "$(date -u +%FT%T.%3NZ)" \
  "$SERVER_ID" 'no new credentials from STS: the server goes on with those it has, for an hour at most'
exit 1
