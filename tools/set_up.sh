#!/bin/sh
# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2

# Find a Python that is new enough and let it do the rest (tools/set_up.py).
# POSIX sh and nothing else: this runs on a machine of which we know nothing yet.

cd "$(dirname "$0")/.." || exit 1

if [ -n "${PYTHON:-}" ]; then candidates=$PYTHON; else candidates="python3 python3.14 python3.13 python3.12 python3.11 python"; fi

seen=""
for candidate in $candidates; do
  path=$(command -v "$candidate" 2>/dev/null) || continue
  version=$("$path" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
  case $version in
    3.1[1-9] | 3.[2-9][0-9]) exec "$path" tools/set_up.py "$@" ;;
    ?*) seen="$seen $version ($path)" ;;
  esac
done

if [ -n "$seen" ]; then found="found only$seen"; else found="found none"; fi
echo "Baken needs Python 3.11 or newer; $found." \
  "Install one (Debian/Ubuntu: 'apt-get install python3', macOS: 'brew install python' or python.org)" \
  "or name it: 'make demo PYTHON=/path/to/python3'." >&2
exit 1
