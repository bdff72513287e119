#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gambeson Authors
# SPDX-License-Identifier: Apache-2.0
#
# deadcode.sh DEADCODE fails when there is a function that neither the program nor a test can reach. What only tests
# reach is their kit, or interface that packages offer before their first caller arrives.
set -euo pipefail

deadcode=${1:?usage: tools/deadcode.sh PATH-OF-DEADCODE}
# A method of a test's type is there for its interface.
found=$("$deadcode" -test ./... | grep -v '_test\.go:' || true)
if [[ -n $found ]]; then
  echo "$found"
  echo "deadcode: remove these functions, or call them" >&2
  exit 1
fi
