#!/usr/bin/env bash
# Install leastwise for the steps of action.yml and name its path: as the step output "bin", or on stdout outside
# a workflow.
#
#   LEASTWISE_VERSION=vX.Y.Z   that release; its checksum has to stand in checksums.txt beside this script
#   LEASTWISE_VERSION=source   built from the checkout this script lies in, which takes Go
#   LEASTWISE_VERSION=         the release that checksums.txt names, or source where it names none
#
# The checksum comes with the commit that a workflow pins and not with the download. Where gh and a token are there,
# the build provenance is verified too.
set -euo pipefail

repository=leastwise/leastwise
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

die() {
  printf 'install: %s\n' "$1" >&2
  exit 2
}

finish() {
  if [ -n "${GITHUB_OUTPUT:-}" ]; then
    printf 'bin=%s\n' "$1" >>"$GITHUB_OUTPUT"
  else
    printf '%s\n' "$1"
  fi
}

sha256() {
  if command -v sha256sum >/dev/null; then
    sha256sum <"$1"
  else
    shasum -a 256 <"$1"
  fi | cut -d ' ' -f 1
}

entry() { # entry NAME: the checksum of NAME, or nothing
  awk -v name="$1" '$1 !~ /^#/ && $2 == name { print $1 }' "$here/checksums.txt"
}

version=${LEASTWISE_VERSION:-}
if [ -z "$version" ]; then
  version=$(awk '$1 !~ /^#/ && NF == 2 { split($2, part, "_"); print part[2]; exit }' "$here/checksums.txt")
  version=${version:-source}
fi

os=${RUNNER_OS:-$(uname -s)}
arch=${RUNNER_ARCH:-$(uname -m)}
suffix=
case "$os" in
  Linux) os=linux ;;
  macOS | Darwin) os=darwin ;;
  Windows | MINGW* | MSYS*) os=windows suffix=.exe ;;
  *) die "there is no release for $os: use version: source" ;;
esac
case "$arch" in
  X64 | x86_64 | amd64) arch=amd64 ;;
  ARM64 | arm64 | aarch64) arch=arm64 ;;
  *) die "there is no release for $arch: use version: source" ;;
esac

bin=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/leastwise-bin.XXXXXX")/leastwise$suffix

if [ "$version" = source ]; then
  command -v go >/dev/null || die "building from source takes Go: add actions/setup-go before this step, or name a released version"
  (cd "$here" && CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags '-s -w' -o "$bin" ./cmd/leastwise) || die "go build failed"
  finish "$bin"
  exit 0
fi

[[ "$version" =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || die "version $(printf '%q' "$version") is neither vX.Y.Z nor source"
asset=leastwise_${version}_${os}_${arch}$suffix
want=$(entry "$asset")
[[ "$want" =~ ^[0-9a-f]{64}$ ]] || die "checksums.txt of this commit of the action has no entry for $asset: pin the commit that released $version"

curl --proto '=https' --tlsv1.2 --fail --silent --show-error --location --retry 3 --max-time 300 \
  --output "$bin" "https://github.com/$repository/releases/download/$version/$asset" || die "cannot download $asset"
got=$(sha256 "$bin")
if [ "$got" != "$want" ]; then
  rm -f "$bin"
  die "$asset has the checksum $got, not $want: it is not what this commit of the action released"
fi
if [ -n "${GH_TOKEN:-}" ] && [ "${GITHUB_SERVER_URL:-https://github.com}" = https://github.com ] &&
  command -v gh >/dev/null && gh attestation verify --help >/dev/null 2>&1; then
  gh attestation verify "$bin" --repo "$repository" >/dev/null || die "the build provenance of $asset cannot be verified"
fi
chmod +x "$bin"
finish "$bin"
