// The interop test service on @grpc/grpc-js: server.mjs PROTOS. Prints "port N" and serves until it is killed.
import grpc from '@grpc/grpc-js';
import { load, zeros } from './protos.mjs';

const { TestService } = load(process.argv[2]);
const sleep = (microseconds) => new Promise((resolve) => { setTimeout(resolve, microseconds / 1000); });

function echo(call) {
  const initial = call.metadata.get('x-grpc-test-echo-initial');
  if (initial.length > 0) {
    const headers = new grpc.Metadata();
    headers.set('x-grpc-test-echo-initial', initial[0]);
    call.sendMetadata(headers);
  }
  const trailers = new grpc.Metadata();
  call.metadata.get('x-grpc-test-echo-trailing-bin').forEach((value) => trailers.set('x-grpc-test-echo-trailing-bin', value));
  return trailers;
}

const failure = (status, metadata) => ({ code: status.code, details: status.message, metadata });

async function answer(call, request) {
  for (const { size, interval_us: interval } of request.response_parameters) {
    if (interval > 0) await sleep(interval);
    call.write({ payload: zeros(size) });
  }
}

const implementation = {
  EmptyCall: (call, done) => done(null, {}),
  UnaryCall: (call, done) => {
    const trailers = echo(call);
    const { response_status: status, response_size: size } = call.request;
    if (status) done(failure(status, trailers));
    else done(null, { payload: zeros(size) }, trailers);
  },
  StreamingInputCall: (call, done) => {
    let sum = 0;
    call.on('data', (request) => { sum += request.payload.body.length; });
    call.on('end', () => done(null, { aggregated_payload_size: sum }));
  },
  StreamingOutputCall: async (call) => {
    await answer(call, call.request);
    call.end();
  },
  FullDuplexCall: (call) => {
    const trailers = echo(call);
    let last = Promise.resolve();
    call.on('data', (request) => {
      const status = request.response_status;
      last = last.then(() => (status ? call.emit('error', failure(status, trailers)) : answer(call, request)));
    });
    call.on('end', () => last.then(() => call.end(trailers)));
  },
};

const server = new grpc.Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
server.addService(TestService.service, implementation);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log('port', port);
});
