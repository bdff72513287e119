#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gambeson Authors
# SPDX-License-Identifier: Apache-2.0
#
# fuzz.sh TIME [PACKAGE]... runs every fuzz target of the packages for TIME each, one after the other: the Go tool fuzzes
# one target at a time and uses all CPUs for it. A failing input stays in the package's testdata/fuzz. All targets run
# even where one fails.
set -uo pipefail

time=${1:?usage: tools/fuzz.sh TIME [PACKAGE]...}
shift
go=${GO:-go}
[[ $# -gt 0 ]] || set -- ./...

count=0 failed=()
while read -r package; do
  while read -r target; do
    count=$((count + 1))
    echo "fuzz $package $target $time"
    # -run '^$' skips the package's ordinary tests; the seeds run with them in `make test`.
    if ! output=$($go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 10x "$package" 2>&1); then
      # The engine can report its own deadline as an error when the machine is busy; that is no finding.
      if grep -q 'context deadline exceeded' <<<"$output" && ! grep -q 'Failing input' <<<"$output"; then
        continue
      fi
      echo "$output"
      failed+=("$package $target")
    fi
  done < <($go test -list '^Fuzz' "$package" | grep '^Fuzz')
done < <($go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' "$@" | sed '/^$/d')

echo "fuzz: $count targets, ${#failed[@]} failed"
for f in "${failed[@]}"; do echo "fuzz: FAILED $f"; done
[[ ${#failed[@]} -eq 0 ]]
