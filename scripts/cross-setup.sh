#!/usr/bin/env bash
# Installs what one Linux machine needs to build for all eight targets (npm run setup:cross), and with `--run` also what
# runs the binaries of others on it. What is there already is left alone.
set -euo pipefail
cd "$(dirname "$0")/.."

# A compiler with the sources of its own standard library, which is built for the targets that no package has it for; the
# tool that strips files for macOS comes with it. All of these are of Debian.
builders=(rustc-web cargo-web libstd-rust-web-dev rust-web-src rust-web-llvm python3-venv)
runners=(qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross libgcc-s1-arm64-cross gcc-mingw-w64-x86-64 wine wine64)

say() { echo "setup: $*"; }

install_packages() {
  local wanted=()
  for name in "$@"; do
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || wanted+=("$name")
  done
  if [[ ${#wanted[@]} -eq 0 ]]; then
    say "the Debian packages are there: $*"
    return
  fi
  say "installs by apt: ${wanted[*]}"
  local root=()
  [[ $(id --user) -eq 0 ]] || root=(sudo)
  "${root[@]}" apt-get update
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${wanted[@]}"
}

# zig is the linker for every target, and has their C libraries.
install_zig() {
  local venv=target/cross/venv
  if [[ ! -x $venv/bin/python ]]; then
    say "makes $venv"
    mkdir -p target/cross
    python3 -m venv "$venv"
  fi
  say "installs zig and cargo-zigbuild into $venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes \
    --requirement scripts/cross-requirements.txt
}

packages=("${builders[@]}")
case "${1:-}" in
  '') ;;
  --run) packages+=("${runners[@]}") ;;
  *)
    echo "usage: scripts/cross-setup.sh [--run]" >&2
    exit 2
    ;;
esac

if command -v apt-get >/dev/null; then
  install_packages "${packages[@]}"
else
  say "there is no apt here: only targets whose standard library rustup has can be built"
fi
install_zig
say "done; \`npm run build:target -- --list\` shows what can be built"
