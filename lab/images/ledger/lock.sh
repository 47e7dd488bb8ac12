#!/bin/sh
# Pin requirements.in with hashes, at the versions the project is tested with: Python 3.11, after `pip install pip-tools`.
set -eu
cd "$(dirname "$0")"
exec pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --strip-extras \
  --constraint ../../../constraints.txt --output-file requirements.txt requirements.in
