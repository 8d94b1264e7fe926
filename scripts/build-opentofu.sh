#!/usr/bin/env bash
# Builds OpenTofu into .cache/bin. `go install` refuses the module, because its go.mod replaces a dependency.
set -euo pipefail
cd "$(dirname "$0")/.."

release=1.12.6
target="$PWD/.cache/bin/tofu"
if "$target" version 2>/dev/null | grep -x "OpenTofu v$release" >/dev/null; then exit; fi
sources=$(go mod download -json "github.com/opentofu/opentofu@v$release" | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
cd "$sources"
CGO_ENABLED=0 go build -trimpath -ldflags="-s -w -X github.com/opentofu/opentofu/version.dev=no" -o "$target" ./cmd/tofu
