// Loads the interop protos for @grpc/grpc-js.
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

export function load(folder) {
  const definition = loader.loadSync('grpc/testing/test.proto', { includeDirs: [folder], keepCase: true, defaults: true });
  return grpc.loadPackageDefinition(definition).grpc.testing;
}

export const zeros = (size) => ({ body: Buffer.alloc(size) });
