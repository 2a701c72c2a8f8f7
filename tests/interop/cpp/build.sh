#!/usr/bin/env bash
# Builds the C++ gRPC peers into artifacts/interop. Does nothing when no source is newer than they are.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
protos=$root/tests/Bindings.Tests/Grpc/Protos
out=$root/artifacts/interop
generated=$out/generated

[ ! -x "$out/server" ] || [ -n "$(find "$here" "$protos" -type f -newer "$out/server" -print -quit)" ] || exit 0

echo "fuse3d: building the C++ gRPC peers"
mkdir -p "$generated"
protoc -I "$protos" --cpp_out="$generated" --grpc_out="$generated" --plugin=protoc-gen-grpc="$(command -v grpc_cpp_plugin)" \
    grpc/testing/empty.proto grpc/testing/messages.proto grpc/testing/test.proto
read -ra libraries <<<"$(pkg-config --libs grpc++ protobuf)"
compile() { g++ -std=c++17 -O1 -Wall -Wextra -I "$generated" -c "$1" -o "$2"; }

for file in empty.pb messages.pb test.pb test.grpc.pb; do compile "$generated/grpc/testing/$file.cc" "$generated/$file.o"; done
for program in client server; do    # the server last: its age is that of both
    compile "$here/$program.cpp" "$generated/$program.o"
    g++ "$generated/$program.o" "$generated"/*.pb.o "${libraries[@]}" -o "$out/$program"
done
