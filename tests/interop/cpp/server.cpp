// The interop test service in C++. Prints "port N" and serves until it is killed.

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include <grpcpp/grpcpp.h>

#include "grpc/testing/test.grpc.pb.h"

namespace {

using namespace grpc::testing;
using grpc::ServerContext;
using grpc::Status;
using grpc::StatusCode;

const std::string kInitial = "x-grpc-test-echo-initial", kTrailing = "x-grpc-test-echo-trailing-bin";

std::string zeros(int size) { return std::string(size, '\0'); }

void echo(ServerContext& context) {
    const auto& sent = context.client_metadata();
    if (auto initial = sent.find(kInitial); initial != sent.end())
        context.AddInitialMetadata(kInitial, std::string(initial->second.data(), initial->second.size()));
    if (auto trailing = sent.find(kTrailing); trailing != sent.end())
        context.AddTrailingMetadata(kTrailing, std::string(trailing->second.data(), trailing->second.size()));
}

template <class Request>
Status status_of(const Request& request) {
    return Status(static_cast<StatusCode>(request.response_status().code()), request.response_status().message());
}

template <class Writer>
void answer(const StreamingOutputCallRequest& request, Writer& writer) {
    for (const ResponseParameters& parameters : request.response_parameters()) {
        std::this_thread::sleep_for(std::chrono::microseconds(parameters.interval_us()));
        StreamingOutputCallResponse response;
        response.mutable_payload()->set_body(zeros(parameters.size()));
        grpc::WriteOptions options;
        if (parameters.has_compressed() && !parameters.compressed().value())
            options.set_no_compression();
        writer.Write(response, options);
    }
}

class Service final : public TestService::Service {
    Status EmptyCall(ServerContext*, const Empty*, Empty*) override { return Status::OK; }

    Status UnaryCall(ServerContext* context, const SimpleRequest* request, SimpleResponse* response) override {
        if (request->response_compressed().value())
            context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
        echo(*context);
        response->mutable_payload()->set_body(zeros(request->response_size()));
        return status_of(*request);
    }

    Status StreamingInputCall(
        ServerContext*, grpc::ServerReader<StreamingInputCallRequest>* reader, StreamingInputCallResponse* response) override {
        int sum = 0;
        for (StreamingInputCallRequest request; reader->Read(&request);)
            sum += static_cast<int>(request.payload().body().size());
        response->set_aggregated_payload_size(sum);
        return Status::OK;
    }

    Status StreamingOutputCall(
        ServerContext* context, const StreamingOutputCallRequest* request, grpc::ServerWriter<StreamingOutputCallResponse>* writer) override {
        const auto& all = request->response_parameters();
        if (std::any_of(all.begin(), all.end(), [](const ResponseParameters& one) { return one.compressed().value(); }))
            context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
        answer(*request, *writer);
        return Status::OK;
    }

    Status FullDuplexCall(
        ServerContext* context, grpc::ServerReaderWriter<StreamingOutputCallResponse, StreamingOutputCallRequest>* stream) override {
        echo(*context);
        for (StreamingOutputCallRequest request; stream->Read(&request);) {
            if (Status status = status_of(request); !status.ok())
                return status;
            answer(request, *stream);
        }
        return Status::OK;
    }
};

}  // namespace

int main() {
    int port = 0;
    Service service;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service);
    std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    std::cout << "port " << port << std::endl;
    server->Wait();
}
