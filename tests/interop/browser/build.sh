#!/usr/bin/env bash
# Generates code of the interop protos and bundles the browser's page into artifacts/interop/browser. Does nothing when no source is newer.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
protos=$root/tests/Bindings.Tests/Grpc/Protos
modules=$root/tests/interop/node_modules
out=$root/artifacts/interop/browser
generated=$out/generated

[ ! -f "$out/page.js" ] || [ -n "$(find "$here" "$protos" "$here/../package-lock.json" -type f -newer "$out/page.js" -print -quit)" ] || exit 0

echo "fuse3d: bundling the browser's gRPC-Web page"
mkdir -p "$generated"
protoc -I "$protos" --plugin=protoc-gen-es="$modules/.bin/protoc-gen-es" --es_out="$generated" --es_opt=target=js \
    grpc/testing/empty.proto grpc/testing/messages.proto grpc/testing/test.proto
NODE_PATH=$modules:$generated "$modules/.bin/esbuild" "$here/page.mjs" --bundle --format=esm --target=es2022 --log-level=warning --outfile="$out/page.js"
