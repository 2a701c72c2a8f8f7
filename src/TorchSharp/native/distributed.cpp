// torch.distributed's process groups: the processes meet at a TCP store; gloo moves tensors of the CPU, NCCL those of CUDA devices.
// Every entry exists without them too, where it fails with that reason.
#include "abi.h"

#if defined(USE_C10D_GLOO) || defined(USE_C10D_NCCL)
#define FUSE3D_C10D
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <torch/version.h>

#include <chrono>
#include <cstdlib>
#include <vector>
#ifdef USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#ifdef USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#endif

namespace {
enum Backend : int32_t { Gloo = 0, Nccl = 1 };

[[noreturn, maybe_unused]] void not_built(const char* what) {
    TORCH_CHECK_WITH(NotImplementedError, false, "this native library was built without ", what);
}

#ifdef FUSE3D_C10D
#if TORCH_VERSION_MAJOR >= 2
using Group = c10d::Backend;
#else
using Group = c10d::ProcessGroup;
#endif

using Store = c10::intrusive_ptr<c10d::Store>;
using Milliseconds = std::chrono::milliseconds;

// What a handle of a group and of a running collective points to. The work keeps its tensors until it has ended.
using OwnedGroup = c10::intrusive_ptr<Group>;
struct Collective {
    c10::intrusive_ptr<c10d::Work> work;
    std::vector<at::Tensor> tensors;
};

Store meet(const char* host, int32_t port, bool serves, int32_t world, Milliseconds timeout) {
    c10d::TCPStoreOptions options;
    options.port = static_cast<uint16_t>(port);
    options.isServer = serves;
    options.numWorkers = static_cast<size_t>(world);
    options.timeout = timeout;
    return c10::make_intrusive<c10d::TCPStore>(std::string(host), options);
}

OwnedGroup make_gloo(const Store& store, const char* address, int32_t rank, int32_t world, Milliseconds timeout) {
#ifdef USE_C10D_GLOO
    auto options = c10::make_intrusive<c10d::ProcessGroupGloo::Options>(timeout);
    options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForHostname(address));
    options->threads = 2;
    return c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, world, options);
#else
    not_built("gloo");
#endif
}

OwnedGroup make_nccl(const Store& store, int32_t rank, int32_t world, Milliseconds timeout) {
#ifdef USE_C10D_NCCL
    // Without it a wait does not end at its timeout, and a lost peer ends the process. Read when the group is made; both names are in use.
    setenv("NCCL_BLOCKING_WAIT", "1", 0);
    setenv("TORCH_NCCL_BLOCKING_WAIT", "1", 0);
    auto options = c10d::ProcessGroupNCCL::Options::create();
    options->timeout = timeout;
    return c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank, world, options);
#else
    not_built("NCCL");
#endif
}

Group& group(void* handle) {
    return **static_cast<OwnedGroup*>(handle);
}

void* running(c10::intrusive_ptr<c10d::Work> work, std::vector<at::Tensor> tensors) {
    return new Collective{std::move(work), std::move(tensors)};
}
#endif
}

// Which backends this library was built with: bit 0 gloo, bit 1 NCCL.
TS_API int32_t ts_group_backends() {
    int32_t built = 0;
#ifdef USE_C10D_GLOO
    built |= 1 << Gloo;
#endif
#ifdef USE_C10D_NCCL
    built |= 1 << Nccl;
#endif
    return built;
}

// Waits until world processes have met at host:port, where rank 0 serves; address is this machine's, where gloo listens.
TS_API void* ts_group_new(int32_t backend, const char* host, int32_t port, const char* address, int32_t rank, int32_t world,
                          int64_t timeout_ms) {
    return guarded(static_cast<void*>(nullptr), [&]() -> void* {
#ifdef FUSE3D_C10D
        Milliseconds timeout(timeout_ms);
        auto store = meet(host, port, rank == 0, world, timeout);
        return new OwnedGroup(backend == Gloo ? make_gloo(store, address, rank, world, timeout) : make_nccl(store, rank, world, timeout));
#else
        not_built("torch.distributed");
#endif
    });
}

// Waits for collectives that still run; they end at the group's timeout at the latest.
TS_API void ts_group_free(void* handle) {
#ifdef FUSE3D_C10D
    attempted([&] { delete static_cast<OwnedGroup*>(handle); });
#endif
}

// Each of these starts a collective and returns its handle.
TS_API void* ts_group_allreduce(void* handle, Handle tensor) {
    return guarded(static_cast<void*>(nullptr), [&]() -> void* {
#ifdef FUSE3D_C10D
        std::vector<at::Tensor> tensors{borrow(tensor)};
        return running(group(handle).allreduce(tensors), tensors);
#else
        not_built("torch.distributed");
#endif
    });
}

TS_API void* ts_group_broadcast(void* handle, Handle tensor, int32_t root) {
    return guarded(static_cast<void*>(nullptr), [&]() -> void* {
#ifdef FUSE3D_C10D
        c10d::BroadcastOptions options;
        options.rootRank = root;
        std::vector<at::Tensor> tensors{borrow(tensor)};
        return running(group(handle).broadcast(tensors, options), tensors);
#else
        not_built("torch.distributed");
#endif
    });
}

// results: as many tensors as there are processes, of the shape of tensor.
TS_API void* ts_group_allgather(void* handle, Handle tensor, const Handle* results, int32_t count) {
    return guarded(static_cast<void*>(nullptr), [&]() -> void* {
#ifdef FUSE3D_C10D
        std::vector<at::Tensor> inputs{borrow(tensor)}, gathered;
        for (int32_t i = 0; i < count; i++) gathered.push_back(borrow(results[i]));
        std::vector<std::vector<at::Tensor>> outputs{gathered};
        auto work = group(handle).allgather(outputs, inputs);
        gathered.push_back(inputs[0]);
        return running(std::move(work), std::move(gathered));
#else
        not_built("torch.distributed");
#endif
    });
}

TS_API void* ts_group_barrier(void* handle) {
    return guarded(static_cast<void*>(nullptr), [&]() -> void* {
#ifdef FUSE3D_C10D
        return running(group(handle).barrier(), {});
#else
        not_built("torch.distributed");
#endif
    });
}

// Fails when the collective did, and when timeout_ms (at least 1) pass first; it then goes on.
TS_API int32_t ts_collective_wait(void* handle, int64_t timeout_ms) {
    return attempted([&] {
#ifdef FUSE3D_C10D
        static_cast<Collective*>(handle)->work->wait(Milliseconds(timeout_ms));
#endif
    });
}

// 1 when the collective has ended, well or not; -1 when that cannot be told.
TS_API int32_t ts_collective_ended(void* handle) {
    return guarded(int32_t{-1}, [&] {
#ifdef FUSE3D_C10D
        return static_cast<int32_t>(static_cast<Collective*>(handle)->work->isCompleted());
#else
        return int32_t{1};
#endif
    });
}

TS_API void ts_collective_free(void* handle) {
#ifdef FUSE3D_C10D
    attempted([&] { delete static_cast<Collective*>(handle); });
#endif
}
