// The official interop cases from C++: client PORT. Prints "ok CASE" for each; ends with 1 when one fails.

#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "grpc/testing/test.grpc.pb.h"

namespace {

using namespace grpc::testing;
using grpc::ClientContext;
using grpc::Status;
using grpc::StatusCode;

constexpr int kLargeRequest = 271828, kLargeResponse = 314159;
const std::vector<int> kRequestSizes = {27182, 8, 1828, 45904}, kResponseSizes = {31415, 9, 2653, 58979};
const std::string kInitial = "x-grpc-test-echo-initial", kTrailing = "x-grpc-test-echo-trailing-bin";

std::shared_ptr<grpc::Channel> channel;
std::unique_ptr<TestService::Stub> stub;

void require(bool holds, const std::string& what) {
    if (!holds)
        throw std::runtime_error(what);
}

void require(const Status& status, StatusCode expected) {
    require(status.error_code() == expected, "status " + std::to_string(status.error_code()) + ", not " + std::to_string(expected) + ": " + status.error_message());
}

/// A context of one call that ends in time.
struct Call : ClientContext {
    explicit Call(std::chrono::milliseconds limit = std::chrono::seconds(10)) { set_deadline(std::chrono::system_clock::now() + limit); }
};

std::string zeros(int size) { return std::string(size, '\0'); }

SimpleRequest large() {
    SimpleRequest request;
    request.set_response_size(kLargeResponse);
    request.mutable_payload()->set_body(zeros(kLargeRequest));
    return request;
}

StreamingOutputCallRequest ping(int size, int answer) {
    StreamingOutputCallRequest request;
    request.mutable_payload()->set_body(zeros(size));
    request.add_response_parameters()->set_size(answer);
    return request;
}

Status unary(Call& call, const SimpleRequest& request) {
    SimpleResponse response;
    Status status = stub->UnaryCall(&call, request, &response);
    if (status.ok())
        require(static_cast<int>(response.payload().body().size()) == request.response_size(), "a response of another size");
    return status;
}

template <class Reader>
void require_sizes(Reader& reader, const std::vector<int>& expected) {
    std::vector<int> sizes;
    for (StreamingOutputCallResponse response; reader.Read(&response);)
        sizes.push_back(static_cast<int>(response.payload().body().size()));
    require(sizes == expected, "responses of other sizes");
    require(reader.Finish(), StatusCode::OK);
}

void empty_unary() {
    Call call;
    Empty response;
    require(stub->EmptyCall(&call, Empty(), &response), StatusCode::OK);
}

void large_unary() {
    Call call;
    require(unary(call, large()), StatusCode::OK);
}

void client_streaming() {
    Call call;
    StreamingInputCallResponse response;
    auto writer = stub->StreamingInputCall(&call, &response);
    int sum = 0;
    for (int size : kRequestSizes) {
        StreamingInputCallRequest request;
        request.mutable_payload()->set_body(zeros(size));
        require(writer->Write(request), "a write failed");
        sum += size;
    }
    writer->WritesDone();
    require(writer->Finish(), StatusCode::OK);
    require(response.aggregated_payload_size() == sum, "another sum");
}

void server_streaming() {
    Call call;
    StreamingOutputCallRequest request;
    for (int size : kResponseSizes)
        request.add_response_parameters()->set_size(size);
    require_sizes(*stub->StreamingOutputCall(&call, request), kResponseSizes);
}

void ping_pong() {
    Call call;
    auto stream = stub->FullDuplexCall(&call);
    for (size_t i = 0; i < kRequestSizes.size(); i++) {
        StreamingOutputCallResponse response;
        require(stream->Write(ping(kRequestSizes[i], kResponseSizes[i])) && stream->Read(&response), "the stream ended");
        require(static_cast<int>(response.payload().body().size()) == kResponseSizes[i], "a response of another size");
    }
    stream->WritesDone();
    require_sizes(*stream, {});
}

void empty_stream() {
    Call call;
    auto stream = stub->FullDuplexCall(&call);
    stream->WritesDone();
    require_sizes(*stream, {});
}

void cancel_after_begin() {
    Call call;
    StreamingInputCallResponse response;
    auto writer = stub->StreamingInputCall(&call, &response);
    call.TryCancel();
    require(writer->Finish(), StatusCode::CANCELLED);
}

void cancel_after_first_response() {
    Call call;
    auto stream = stub->FullDuplexCall(&call);
    StreamingOutputCallResponse response;
    require(stream->Write(ping(kRequestSizes[0], kResponseSizes[0])) && stream->Read(&response), "no response");
    call.TryCancel();
    require(!stream->Read(&response), "a response after the cancellation");
    require(stream->Finish(), StatusCode::CANCELLED);
}

void timeout_on_sleeping_server() {
    Call call(std::chrono::milliseconds(50));
    StreamingOutputCallRequest request = ping(27182, 1);
    request.mutable_response_parameters(0)->set_interval_us(2'000'000);
    auto stream = stub->FullDuplexCall(&call);
    stream->Write(request);
    StreamingOutputCallResponse response;
    stream->Read(&response);
    require(stream->Finish(), StatusCode::DEADLINE_EXCEEDED);
}

void require_echoed(const ClientContext& call) {
    auto initial = call.GetServerInitialMetadata().find(kInitial);
    auto trailing = call.GetServerTrailingMetadata().find(kTrailing);
    require(initial != call.GetServerInitialMetadata().end() && initial->second == "test_initial_metadata_value", "other headers");
    require(trailing != call.GetServerTrailingMetadata().end() && trailing->second == "\xab\xab\xab", "other trailers");
}

void custom_metadata() {
    Call one, other;
    for (Call* call : {&one, &other}) {
        call->AddMetadata(kInitial, "test_initial_metadata_value");
        call->AddMetadata(kTrailing, "\xab\xab\xab");
    }
    require(unary(one, large()), StatusCode::OK);
    require_echoed(one);
    auto stream = stub->FullDuplexCall(&other);
    stream->Write(ping(1, 1));
    stream->WritesDone();
    require_sizes(*stream, {1});
    require_echoed(other);
}

EchoStatus status_of(const std::string& message) {
    EchoStatus status;
    status.set_code(StatusCode::UNKNOWN);
    status.set_message(message);
    return status;
}

void require_echoed_by_unary(const std::string& message) {
    Call call;
    SimpleRequest request;
    *request.mutable_response_status() = status_of(message);
    Status status = unary(call, request);
    require(status, StatusCode::UNKNOWN);
    require(status.error_message() == message, "another message: " + status.error_message());
}

void status_code_and_message() {
    const std::string message = "test status message";
    require_echoed_by_unary(message);
    Call call;
    StreamingOutputCallRequest request;
    *request.mutable_response_status() = status_of(message);
    auto stream = stub->FullDuplexCall(&call);
    stream->Write(request);
    stream->WritesDone();
    StreamingOutputCallResponse response;
    require(!stream->Read(&response), "a response");
    Status status = stream->Finish();
    require(status, StatusCode::UNKNOWN);
    require(status.error_message() == message, "another message: " + status.error_message());
}

void special_status_message() {
    require_echoed_by_unary("\t\ntest with whitespace\r\nand Unicode BMP \xe2\x98\xba and non-BMP \xf0\x9f\x98\x88\t\n");
}

void unimplemented_method() {
    Call call;
    Empty response;
    require(stub->UnimplementedCall(&call, Empty(), &response), StatusCode::UNIMPLEMENTED);
}

void unimplemented_service() {
    Call call;
    Empty response;
    require(UnimplementedService::NewStub(channel)->UnimplementedCall(&call, Empty(), &response), StatusCode::UNIMPLEMENTED);
}

void client_compressed_unary() {
    SimpleRequest request = large();
    request.mutable_expect_compressed()->set_value(true);
    Call probe, gzipped, plain;
    require(unary(probe, request), StatusCode::INVALID_ARGUMENT);
    gzipped.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    require(unary(gzipped, request), StatusCode::OK);
    request.mutable_expect_compressed()->set_value(false);
    require(unary(plain, request), StatusCode::OK);
}

void client_compressed_streaming() {
    StreamingInputCallRequest request;
    request.mutable_payload()->set_body(zeros(kRequestSizes[0]));
    request.mutable_expect_compressed()->set_value(true);
    StreamingInputCallResponse response;
    Call probe, gzipped;
    auto refused = stub->StreamingInputCall(&probe, &response);
    refused->Write(request);
    refused->WritesDone();
    require(refused->Finish(), StatusCode::INVALID_ARGUMENT);

    gzipped.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    auto writer = stub->StreamingInputCall(&gzipped, &response);
    require(writer->Write(request), "a write failed");
    request.mutable_payload()->set_body(zeros(kRequestSizes[3]));
    request.mutable_expect_compressed()->set_value(false);
    require(writer->Write(request, grpc::WriteOptions().set_no_compression()), "a write failed");
    writer->WritesDone();
    require(writer->Finish(), StatusCode::OK);
    require(response.aggregated_payload_size() == kRequestSizes[0] + kRequestSizes[3], "another sum");
}

void server_compressed_unary() {
    for (bool compressed : {true, false}) {
        Call call;
        SimpleRequest request = large();
        request.mutable_response_compressed()->set_value(compressed);
        require(unary(call, request), StatusCode::OK);
    }
}

void server_compressed_streaming() {
    Call call;
    StreamingOutputCallRequest request;
    for (auto [size, compressed] : {std::pair(31415, true), std::pair(92653, false)}) {
        ResponseParameters* parameters = request.add_response_parameters();
        parameters->set_size(size);
        parameters->mutable_compressed()->set_value(compressed);
    }
    require_sizes(*stub->StreamingOutputCall(&call, request), {31415, 92653});
}

const std::vector<std::pair<std::string, std::function<void()>>> kCases = {
    {"empty_unary", empty_unary}, {"large_unary", large_unary}, {"client_streaming", client_streaming},
    {"server_streaming", server_streaming}, {"ping_pong", ping_pong}, {"empty_stream", empty_stream},
    {"cancel_after_begin", cancel_after_begin}, {"cancel_after_first_response", cancel_after_first_response},
    {"timeout_on_sleeping_server", timeout_on_sleeping_server}, {"custom_metadata", custom_metadata},
    {"status_code_and_message", status_code_and_message}, {"special_status_message", special_status_message},
    {"unimplemented_method", unimplemented_method}, {"unimplemented_service", unimplemented_service},
    {"client_compressed_unary", client_compressed_unary}, {"client_compressed_streaming", client_compressed_streaming},
    {"server_compressed_unary", server_compressed_unary}, {"server_compressed_streaming", server_compressed_streaming},
};

}  // namespace

int main(int, char** arguments) {
    channel = grpc::CreateChannel(std::string("127.0.0.1:") + arguments[1], grpc::InsecureChannelCredentials());
    stub = TestService::NewStub(channel);
    int failed = 0;
    for (const auto& [name, run] : kCases) {
        try {
            run();
            std::cout << "ok " << name << std::endl;
        } catch (const std::exception& e) {
            failed = 1;
            std::cout << "FAILED " << name << ": " << e.what() << std::endl;
        }
    }
    return failed;
}
