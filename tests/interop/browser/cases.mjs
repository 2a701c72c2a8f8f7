// The official interop cases that a browser can run: one response, or a stream of them. Each takes a library's call.
import { TestService, UnimplementedService } from 'grpc/testing/test_pb.js';

const { emptyCall, unaryCall, streamingOutputCall, unimplementedCall } = TestService.method;
const OK = 0, CANCELLED = 1, UNKNOWN = 2, DEADLINE_EXCEEDED = 4, UNIMPLEMENTED = 12;
const initial = 'x-grpc-test-echo-initial', trailing = 'x-grpc-test-echo-trailing-bin';
const responseSizes = [31415, 9, 2653, 58979];
const minute = 60_000_000;   // in microseconds

const large = (more) => ({ responseSize: 314159, payload: { body: new Uint8Array(271828) }, ...more });
const stream = (sizes, more) => ({ responseParameters: sizes.map((size) => ({ size })), ...more });

function equal(actual, expected, what) {
  const [a, e] = [actual, expected].map((value) => JSON.stringify(value));
  if (a !== e) throw new Error(`${what} is ${a}, not ${e}`);
}

const ended = ({ code, message }, expected) => equal(code, expected, `the status (message '${message}')`);

function answered(outcome, sizes) {
  ended(outcome, OK);
  equal(outcome.responses.map((response) => response.payload?.body.length), sizes, 'the sizes of the responses');
}

async function echoed(call, status) {
  const outcome = await call(unaryCall, { responseStatus: status });
  ended(outcome, status.code);
  equal(outcome.message, status.message, 'the message');
}

// Whether the server has seen that the page left the call.
async function abandoned(id) {
  for (;;) {
    if (await (await fetch(`/abandoned/${id}`)).json()) return;
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

export const cases = {
  async empty_unary(call) {
    const outcome = await call(emptyCall, {});
    ended(outcome, OK);
    equal(outcome.responses.length, 1, 'the number of responses');
  },

  large_unary: async (call) => answered(await call(unaryCall, large()), [314159]),

  server_streaming: async (call) => answered(await call(streamingOutputCall, stream(responseSizes)), responseSizes),

  async cancel_after_first_response(call) {
    const id = crypto.randomUUID();
    const request = { responseParameters: [{ size: 1 }, { size: 1, intervalUs: minute }] };
    const outcome = await call(streamingOutputCall, request, { metadata: { 'x-call': id }, onResponse: (cancel) => cancel() });
    ended(outcome, CANCELLED);
    equal(outcome.responses.length, 1, 'the number of responses');
    await abandoned(id);
  },

  async timeout_on_sleeping_server(call) {
    const request = { responseParameters: [{ size: 1, intervalUs: minute }] };
    ended(await call(streamingOutputCall, request, { timeoutMs: 300 }), DEADLINE_EXCEEDED);
  },

  async custom_metadata(call) {
    const bytes = 'q6ur';   // 0xababab
    const metadata = { [initial]: 'test_initial_metadata_value', [trailing]: bytes };
    const status = { code: UNKNOWN, message: 'failed' };
    for (const [method, request, code] of [
      [unaryCall, large(), OK],
      [streamingOutputCall, stream(responseSizes), OK],
      [unaryCall, { responseStatus: status }, UNKNOWN],   // without a message, trailers are headers
      [streamingOutputCall, stream([1], { responseStatus: status }), UNKNOWN],
    ]) {
      const outcome = await call(method, request, { metadata });
      ended(outcome, code);
      if (code === OK) equal(outcome.headers[initial], metadata[initial], `header of ${method.name}`);
      equal(outcome.trailers[trailing], bytes, `trailer of ${method.name} with status ${code}`);
    }
  },

  async status_code_and_message(call) {
    const status = { code: UNKNOWN, message: 'test status message' };
    await echoed(call, status);
    const outcome = await call(streamingOutputCall, stream([5], { responseStatus: status }));
    ended(outcome, status.code);
    equal([outcome.message, outcome.responses.length], [status.message, 1], 'the message after a response');
  },

  special_status_message: (call) => echoed(
    call,
    { code: UNKNOWN, message: '\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n' },
  ),

  unimplemented_method: async (call) => ended(await call(unimplementedCall, {}), UNIMPLEMENTED),

  unimplemented_service: async (call) => ended(await call(UnimplementedService.method.unimplementedCall, {}), UNIMPLEMENTED),

  // No library for browsers accepts gzip, so a server that wants to compress must not.
  async server_compressed_unary(call) {
    for (const value of [true, false]) answered(await call(unaryCall, large({ responseCompressed: { value } })), [314159]);
  },

  async server_compressed_streaming(call) {
    const request = { responseParameters: [{ size: 31415, compressed: { value: true } }, { size: 92653, compressed: { value: false } }] };
    answered(await call(streamingOutputCall, request), [31415, 92653]);
  },
};
