#!/bin/sh
# Pin requirements.in with hashes for the image's Python: run with Python 3.11, after `pip install pip-tools`.
set -eu
cd "$(dirname "$0")"
exec pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --strip-extras \
  --output-file requirements.txt requirements.in
