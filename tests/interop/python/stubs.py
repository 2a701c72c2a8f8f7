"""Compiles the interop protos into a temporary folder and imports the result."""

import atexit
import os
import shutil
import sys
import tempfile

from grpc_tools import protoc


def load(protos):
    """The message module and the service module of grpc.testing."""
    folder = tempfile.mkdtemp(prefix="interop-stubs-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    names = ["grpc/testing/%s.proto" % name for name in ("empty", "messages", "test")]
    # The package is renamed on disk, as a folder named grpc would hide the library.
    sources = os.path.join(folder, "protos")
    for name in names:
        target = os.path.join(sources, name.replace("grpc/", "interop_"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(os.path.join(protos, name)) as source, open(target, "w") as copy:
            copy.write(source.read().replace('import "grpc/', 'import "interop_'))
    files = [name.replace("grpc/", "interop_") for name in names]
    if protoc.main(["protoc", "-I" + sources, "--python_out=" + folder, "--grpc_python_out=" + folder] + files) != 0:
        raise SystemExit("protoc failed")
    sys.path.insert(0, folder)
    from interop_testing import empty_pb2, messages_pb2, test_pb2_grpc

    return empty_pb2, messages_pb2, test_pb2_grpc
