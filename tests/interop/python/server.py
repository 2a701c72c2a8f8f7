"""The interop test service in Python: server.py PROTOS. Prints "port N" and serves until it is killed."""

import sys
import time
from concurrent import futures

import grpc

import stubs

empty, messages, services = stubs.load(sys.argv[1])


def zeros(size):
    return messages.Payload(body=b"\0" * size)


def echo(context):
    sent = dict(context.invocation_metadata())
    if "x-grpc-test-echo-initial" in sent:
        context.send_initial_metadata((("x-grpc-test-echo-initial", sent["x-grpc-test-echo-initial"]),))
    if "x-grpc-test-echo-trailing-bin" in sent:
        context.set_trailing_metadata((("x-grpc-test-echo-trailing-bin", sent["x-grpc-test-echo-trailing-bin"]),))


def echo_status(request, context):
    if request.HasField("response_status"):
        code = next(c for c in grpc.StatusCode if c.value[0] == request.response_status.code)
        context.abort(code, request.response_status.message)


class Service(services.TestServiceServicer):
    def EmptyCall(self, request, context):
        return empty.Empty()

    def UnaryCall(self, request, context):
        if request.response_compressed.value:
            context.set_compression(grpc.Compression.Gzip)
        echo(context)
        echo_status(request, context)
        return messages.SimpleResponse(payload=zeros(request.response_size))

    def StreamingInputCall(self, request_iterator, context):
        return messages.StreamingInputCallResponse(aggregated_payload_size=sum(len(r.payload.body) for r in request_iterator))

    def StreamingOutputCall(self, request, context):
        if any(p.compressed.value for p in request.response_parameters):
            context.set_compression(grpc.Compression.Gzip)
        return self.answer(request, context)

    def FullDuplexCall(self, request_iterator, context):
        echo(context)
        for request in request_iterator:
            echo_status(request, context)
            for response in self.answer(request, context):
                yield response

    def answer(self, request, context):
        for parameters in request.response_parameters:
            time.sleep(parameters.interval_us / 1e6)
            if parameters.HasField("compressed") and not parameters.compressed.value:
                context.disable_next_message_compression()
            yield messages.StreamingOutputCallResponse(payload=zeros(parameters.size))


server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
services.add_TestServiceServicer_to_server(Service(), server)
print("port", server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
server.wait_for_termination()
