// Calls over Google's grpc-web: grpcWeb(address, 'binary' or 'text')(method, request, options) gives an outcome, whatever the status is.
// Its method descriptors are made here, of the messages that protoc-gen-es generates.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { GrpcWebClientBase, MethodDescriptor, MethodType, StatusCode } from 'grpc-web';
import { newOutcome } from './outcome.mjs';

const describe = (path, method) => new MethodDescriptor(
  path,
  method.methodKind === 'unary' ? MethodType.UNARY : MethodType.SERVER_STREAMING,
  Object,
  Object,
  (request) => toBinary(method.input, request),
  (bytes) => fromBinary(method.output, bytes),
);

export function grpcWeb(baseUrl, format) {
  const client = new GrpcWebClientBase({ format });
  return (method, init, { metadata = {}, timeoutMs, onResponse = () => {} } = {}) => new Promise((resolve) => {
    const outcome = newOutcome();
    const path = `/${method.parent.typeName}/${method.name}`;
    const headers = timeoutMs === undefined ? metadata : { ...metadata, deadline: `${Date.now() + timeoutMs}` };
    const call = [baseUrl + path, create(method.input, init), headers, describe(path, method)];
    const cancel = () => {
      outcome.code = StatusCode.CANCELLED;   // the library reports no status of a call that the page cancels
      stream.cancel();
    };
    const received = (response) => {
      outcome.responses.push(response);
      onResponse(cancel);
    };
    const stream = method.methodKind === 'unary'
      ? client.rpcCall(...call, (error, response) => { if (response) received(response); })
      : client.serverStreaming(...call).on('data', received);
    stream.on('status', ({ code, details, metadata: trailers }) => Object.assign(outcome, { code, message: details, trailers }));
    // The headers are reported at the call's end; what follows them does so before the caller goes on.
    stream.on('metadata', (values) => {
      outcome.headers = values;
      resolve(outcome);
    });
  });
}
