// The official interop cases from @grpc/grpc-js, and heavier ones: client.mjs PROTOS PORT.
// Prints "ok CASE" for each; ends with 1 when one fails.
import assert from 'node:assert/strict';
import grpc from '@grpc/grpc-js';
import { load, zeros } from './protos.mjs';

const [, , folder, port] = process.argv;
const { TestService, UnimplementedService } = load(folder);
const unlimited = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };
const connect = (Service, options) => new Service(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), { ...unlimited, ...options });
const stub = connect(TestService);

const requestSizes = [27182, 8, 1828, 45904];
const responseSizes = [31415, 9, 2653, 58979];
const soon = () => ({ deadline: Date.now() + 20_000 });
const large = (more) => ({ response_size: 314159, payload: zeros(271828), ...more });
const ping = (size, answer) => ({ payload: zeros(size), response_parameters: [{ size: answer }] });

// One call with one response: its response, metadata and status, whatever the status is.
function unary(start) {
  return new Promise((resolve) => {
    const result = {};
    let open = 2;
    const part = (values) => {
      Object.assign(result, values);
      if (--open === 0) resolve(result);
    };
    const call = start((error, response) => part({ error, response }));
    call.on('metadata', (headers) => { result.headers = headers; });
    call.on('status', (status) => part({ status }));
  });
}

const call = (method, request, headers = new grpc.Metadata(), client = stub) => unary((done) => client[method](request, headers, soon(), done));

// One call with a stream of responses, up to its status.
function collect(stream, onMessage = () => {}) {
  return new Promise((resolve) => {
    const result = { responses: [] };
    stream.on('metadata', (headers) => { result.headers = headers; });
    stream.on('data', (response) => {
      result.responses.push(response);
      onMessage(result.responses.length);
    });
    stream.on('error', () => {});
    stream.on('status', (status) => resolve({ ...result, status }));
  });
}

const sizes = (result) => result.responses.map((response) => response.payload.body.length);

async function pingPong() {
  const stream = stub.FullDuplexCall(soon());
  const send = (i) => (i < requestSizes.length ? stream.write(ping(requestSizes[i], responseSizes[i])) : stream.end());
  send(0);
  const result = await collect(stream, send);
  assert.deepEqual(sizes(result), responseSizes);
  assert.equal(result.status.code, grpc.status.OK);
}

async function cancelled(start) {
  const { status } = await start();
  assert.equal(status.code, grpc.status.CANCELLED);
}

async function echoed(status) {
  const result = await call('UnaryCall', { response_status: status });
  assert.equal(result.status.code, status.code);
  assert.equal(result.status.details, status.message);
}

async function customMetadata() {
  const headers = new grpc.Metadata();
  headers.set('x-grpc-test-echo-initial', 'test_initial_metadata_value');
  headers.set('x-grpc-test-echo-trailing-bin', Buffer.from([0xab, 0xab, 0xab]));
  const stream = stub.FullDuplexCall(headers, soon());
  const streamed = collect(stream);
  stream.end(ping(1, 1));
  for (const result of [await call('UnaryCall', large(), headers), await streamed]) {
    assert.deepEqual(result.headers.get('x-grpc-test-echo-initial'), ['test_initial_metadata_value']);
    assert.deepEqual(result.status.metadata.get('x-grpc-test-echo-trailing-bin'), [Buffer.from([0xab, 0xab, 0xab])]);
  }
}

async function clientCompressed() {
  const request = large({ expect_compressed: { value: true } });
  const gzip = connect(TestService, { 'grpc.default_compression_algorithm': 2 });
  assert.equal((await call('UnaryCall', request)).status.code, grpc.status.INVALID_ARGUMENT);
  assert.equal((await call('UnaryCall', request, undefined, gzip)).status.code, grpc.status.OK);
  gzip.close();
}

const cases = {
  empty_unary: async () => assert.equal((await call('EmptyCall', {})).status.code, grpc.status.OK),
  large_unary: async () => assert.equal((await call('UnaryCall', large())).response.payload.body.length, 314159),
  client_streaming: async () => {
    const result = await unary((done) => {
      const stream = stub.StreamingInputCall(soon(), done);
      requestSizes.forEach((size) => stream.write({ payload: zeros(size) }));
      stream.end();
      return stream;
    });
    assert.equal(result.response.aggregated_payload_size, 74922);
  },
  server_streaming: async () => {
    const request = { response_parameters: responseSizes.map((size) => ({ size })) };
    assert.deepEqual(sizes(await collect(stub.StreamingOutputCall(request, soon()))), responseSizes);
  },
  ping_pong: pingPong,
  empty_stream: async () => {
    const stream = stub.FullDuplexCall(soon());
    stream.end();
    const result = await collect(stream);
    assert.equal(result.status.code, grpc.status.OK);
    assert.deepEqual(result.responses, []);
  },
  cancel_after_begin: () => cancelled(() => unary((done) => {
    const stream = stub.StreamingInputCall(soon(), done);
    stream.cancel();
    return stream;
  })),
  cancel_after_first_response: () => cancelled(() => {
    const stream = stub.FullDuplexCall(soon());
    stream.write(ping(1, 1));
    return collect(stream, () => stream.cancel());
  }),
  timeout_on_sleeping_server: async () => {
    const request = { response_parameters: [{ size: 1, interval_us: 2_000_000 }] };
    const { status } = await collect(stub.StreamingOutputCall(request, { deadline: Date.now() + 50 }));
    assert.equal(status.code, grpc.status.DEADLINE_EXCEEDED);
  },
  custom_metadata: customMetadata,
  status_code_and_message: () => echoed({ code: 2, message: 'test status message' }),
  special_status_message: () => echoed({ code: 2, message: '\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n' }),
  unimplemented_method: async () => assert.equal((await call('UnimplementedCall', {})).status.code, grpc.status.UNIMPLEMENTED),
  unimplemented_service: async () => {
    const missing = connect(UnimplementedService);
    assert.equal((await call('UnimplementedCall', {}, undefined, missing)).status.code, grpc.status.UNIMPLEMENTED);
    missing.close();
  },
  client_compressed_unary: clientCompressed,
  server_compressed_unary: async () => {
    for (const value of [true, false])
      assert.equal((await call('UnaryCall', large({ response_compressed: { value } }))).response.payload.body.length, 314159);
  },
  server_compressed_streaming: async () => {
    const request = { response_parameters: [{ size: 31415, compressed: { value: true } }, { size: 92653, compressed: { value: false } }] };
    assert.deepEqual(sizes(await collect(stub.StreamingOutputCall(request, soon()))), [31415, 92653]);
  },
  large_messages: async () => {
    const size = 30 * 1024 * 1024;
    assert.equal((await call('UnaryCall', { response_size: size, payload: zeros(size) })).response.payload.body.length, size);
  },
  many_calls: async () => {
    const results = await Promise.all(Array.from({ length: 500 }, (_, i) => call('UnaryCall', { response_size: i })));
    assert.deepEqual(results.map((result) => result.response.payload.body.length), Array.from({ length: 500 }, (_, i) => i));
  },
};

let failed = false;
for (const [name, run] of Object.entries(cases)) {
  try {
    await run();
    console.log('ok', name);
  } catch (error) {
    failed = true;
    console.log('FAILED', name, error);
  }
}
stub.close();
process.exit(failed ? 1 : 0);
