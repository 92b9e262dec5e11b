#!/usr/bin/env bash
# Stands for a program of Amazon Linux, under that program's name: writes its call down, then
# answers as the first rule in $SANDBOX/rules that fits: STATUS, TAB, pattern of the call, TAB, output.
call="$(basename "$0") $*"
echo "$call" >>"$SANDBOX/calls"
while IFS=$'\t' read -r status pattern output; do
  # shellcheck disable=SC2053 # the right side is meant as a pattern
  if [[ $call == $pattern ]]; then
    echo "$output"
    exit "$status"
  fi
done <"$SANDBOX/rules"
