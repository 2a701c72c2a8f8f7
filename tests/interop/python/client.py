"""The official interop cases from Python: client.py PROTOS PORT. Prints "ok CASE" for each; ends with 1 when one fails."""

import sys
import traceback

import grpc

import stubs

empty, messages, services = stubs.load(sys.argv[1])
channel = grpc.insecure_channel("127.0.0.1:" + sys.argv[2])
stub = services.TestServiceStub(channel)

REQUEST_SIZES = [27182, 8, 1828, 45904]
RESPONSE_SIZES = [31415, 9, 2653, 58979]
SOON = 10


def zeros(size):
    return messages.Payload(body=b"\0" * size)


def large(**more):
    return messages.SimpleRequest(response_size=314159, payload=zeros(271828), **more)


def ping(size, answer):
    return messages.StreamingOutputCallRequest(payload=zeros(size), response_parameters=[messages.ResponseParameters(size=answer)])


def expect(code, call):
    """Calls and asserts that it fails with the code; returns the error."""
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, "%s, not %s: %s" % (error.code(), code, error.details())
        return error
    raise AssertionError("no error, but %s is due" % code)


def empty_unary():
    assert stub.EmptyCall(empty.Empty(), timeout=SOON) == empty.Empty()


def large_unary():
    assert len(stub.UnaryCall(large(), timeout=SOON).payload.body) == 314159


def client_streaming():
    requests = (messages.StreamingInputCallRequest(payload=zeros(size)) for size in REQUEST_SIZES)
    assert stub.StreamingInputCall(requests, timeout=SOON).aggregated_payload_size == sum(REQUEST_SIZES)


def server_streaming():
    request = messages.StreamingOutputCallRequest(response_parameters=[messages.ResponseParameters(size=s) for s in RESPONSE_SIZES])
    assert [len(r.payload.body) for r in stub.StreamingOutputCall(request, timeout=SOON)] == RESPONSE_SIZES


def ping_pong():
    requests = (ping(*sizes) for sizes in zip(REQUEST_SIZES, RESPONSE_SIZES))
    assert [len(r.payload.body) for r in stub.FullDuplexCall(requests, timeout=SOON)] == RESPONSE_SIZES


def empty_stream():
    assert list(stub.FullDuplexCall(iter(()), timeout=SOON)) == []


def cancel_after_begin():
    def never():
        import time
        time.sleep(0.5)
        yield messages.StreamingInputCallRequest()

    call = stub.StreamingInputCall.future(never(), timeout=SOON)
    call.cancel()
    assert call.code() == grpc.StatusCode.CANCELLED


def cancel_after_first_response():
    call = stub.FullDuplexCall(iter([ping(1, 1), ping(1, 1)]), timeout=SOON)
    next(call)
    call.cancel()
    expect(grpc.StatusCode.CANCELLED, lambda: list(call))


def timeout_on_sleeping_server():
    request = messages.StreamingOutputCallRequest(response_parameters=[messages.ResponseParameters(size=1, interval_us=2000000)])
    expect(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: list(stub.StreamingOutputCall(request, timeout=0.05)))


def custom_metadata():
    sent = (("x-grpc-test-echo-initial", "test_initial_metadata_value"), ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab"))
    _, unary = stub.UnaryCall.with_call(large(), metadata=sent, timeout=SOON)
    duplex = stub.FullDuplexCall(iter([ping(1, 1)]), metadata=sent, timeout=SOON)
    list(duplex)
    for call in (unary, duplex):
        assert dict(call.initial_metadata())["x-grpc-test-echo-initial"] == "test_initial_metadata_value"
        assert dict(call.trailing_metadata())["x-grpc-test-echo-trailing-bin"] == b"\xab\xab\xab"


def status_code_and_message():
    echoed(messages.EchoStatus(code=2, message="test status message"))


def special_status_message():
    echoed(messages.EchoStatus(code=2, message="\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"))


def echoed(status):
    error = expect(grpc.StatusCode.UNKNOWN, lambda: stub.UnaryCall(messages.SimpleRequest(response_status=status), timeout=SOON))
    assert error.details() == status.message


def unimplemented_method():
    expect(grpc.StatusCode.UNIMPLEMENTED, lambda: stub.UnimplementedCall(empty.Empty(), timeout=SOON))


def unimplemented_service():
    missing = services.UnimplementedServiceStub(channel)
    expect(grpc.StatusCode.UNIMPLEMENTED, lambda: missing.UnimplementedCall(empty.Empty(), timeout=SOON))


def client_compressed_unary():
    request = large(expect_compressed=messages.BoolValue(value=True))
    expect(grpc.StatusCode.INVALID_ARGUMENT, lambda: stub.UnaryCall(request, timeout=SOON))
    stub.UnaryCall(request, timeout=SOON, compression=grpc.Compression.Gzip)


def client_compressed_streaming():
    request = messages.StreamingInputCallRequest(payload=zeros(27182), expect_compressed=messages.BoolValue(value=True))
    expect(grpc.StatusCode.INVALID_ARGUMENT, lambda: stub.StreamingInputCall(iter([request]), timeout=SOON))
    stub.StreamingInputCall(iter([request]), timeout=SOON, compression=grpc.Compression.Gzip)


def server_compressed_unary():
    for compressed in (True, False):
        request = large(response_compressed=messages.BoolValue(value=compressed))
        assert len(stub.UnaryCall(request, timeout=SOON).payload.body) == 314159


def server_compressed_streaming():
    parameters = [messages.ResponseParameters(size=s, compressed=messages.BoolValue(value=c)) for s, c in ((31415, True), (92653, False))]
    request = messages.StreamingOutputCallRequest(response_parameters=parameters)
    assert [len(r.payload.body) for r in stub.StreamingOutputCall(request, timeout=SOON)] == [31415, 92653]


CASES = [
    empty_unary, large_unary, client_streaming, server_streaming, ping_pong, empty_stream, cancel_after_begin,
    cancel_after_first_response, timeout_on_sleeping_server, custom_metadata, status_code_and_message, special_status_message,
    unimplemented_method, unimplemented_service, client_compressed_unary, client_compressed_streaming, server_compressed_unary,
    server_compressed_streaming,
]

failed = False
for case in CASES:
    try:
        case()
        print("ok", case.__name__, flush=True)
    except Exception:
        failed = True
        print("FAILED", case.__name__, traceback.format_exc(), flush=True)
sys.exit(1 if failed else 0)
