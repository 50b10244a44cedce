#!/bin/sh
# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2

# Run every check that is not a test, also after one has failed, and name the ones that failed.

cd "$(dirname "$0")/.." || exit 1
PATH="$PWD/.venv/bin:$PATH"
export PATH

failed=""
check() {
  name=$1
  shift
  if output=$("$@" 2>&1); then
    echo "ok    $name"
  else
    echo "FAIL  $name"
    echo "$output" | sed 's/^/      /'
    failed="$failed $name"
  fi
}

check format ruff format --check
check lint ruff check
check types mypy
check types-of-tools mypy tools --exclude ^tools/scheveningen/
check types-of-places mypy tools/scheveningen  # apart: the tools of two cities have files of one name
check layers lint-imports
check licences reuse lint --lines
check documents pytest --quiet -m "not slow" tests/docs
check front-end npm --prefix web run check
check api-document python tools/check_api.py

if [ -n "$failed" ]; then
  echo "Not in order:$failed. Much of it mends itself with 'make format'."
  exit 1
fi
