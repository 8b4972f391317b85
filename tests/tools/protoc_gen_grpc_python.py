"""The generator of grpcio-tools as a plugin of protoc's kind, which is how buf calls one.

The package has it only inside its own protoc. A plugin gets a CodeGeneratorRequest at its standard input and answers with a
CodeGeneratorResponse at its standard output.
"""

import pathlib
import sys
import tempfile

from google.protobuf.compiler import plugin_pb2
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from grpc_tools import protoc


def generate(request, folder):
    """Writes the stubs of the request into the folder; returns what protoc ended with."""
    descriptors = folder / "descriptors.binpb"
    descriptors.write_bytes(FileDescriptorSet(file=request.proto_file).SerializeToString())
    out = folder / "out"
    out.mkdir()
    options = f"{request.parameter}:" if request.parameter else ""
    arguments = [f"--descriptor_set_in={descriptors}", f"--grpc_python_out={options}{out}"]
    return out, protoc.main(["protoc", *arguments, *request.file_to_generate])


def main():
    request = plugin_pb2.CodeGeneratorRequest.FromString(sys.stdin.buffer.read())
    features = plugin_pb2.CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL
    response = plugin_pb2.CodeGeneratorResponse(supported_features=features)
    with tempfile.TemporaryDirectory() as name:
        out, code = generate(request, pathlib.Path(name))
        if code != 0:
            response.error = f"grpc_tools.protoc ended with {code}"
        for path in sorted(out.rglob("*.py")):
            response.file.add(name=path.relative_to(out).as_posix(), content=path.read_text())
    sys.stdout.buffer.write(response.SerializeToString())


if __name__ == "__main__":
    main()
