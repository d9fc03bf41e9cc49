#!/usr/bin/env bash
# Makes .venv and installs into it what the given requirement files name.
# TORCH_BUILD=cpu (the default) asks PyTorch's index of CPU builds first and takes the ordinary
# package where that index does not answer; TORCH_BUILD=default never asks it.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m%s\033[0m\n' "$*"; }

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "EmoMusic needs Python 3.11 or newer; set PYTHON to one, for example: PYTHON=python3.12 make install" >&2
  exit 1
}

if [ ! -x .venv/bin/python ]; then
  say "Making .venv"
  "$python" -m venv .venv
fi
pip() { .venv/bin/python -m pip --disable-pip-version-check "$@"; }

torch=$(grep -E '^torch==' requirements.txt)
if ! pip freeze | grep -qE "^${torch}(\+|$)"; then
  say "Installing $torch"
  if [ "${TORCH_BUILD:-cpu}" != cpu ] || [ "$(uname -s)" != Linux ] ||
    ! pip install --quiet --progress-bar off --retries 0 --timeout 15 "$torch" \
      --index-url https://download.pytorch.org/whl/cpu 2>/dev/null; then
    pip install --progress-bar off "$torch"
  fi
fi

for file in "$@"; do
  say "Installing $file"
  pip install --quiet --progress-bar off -r "$file"
done
