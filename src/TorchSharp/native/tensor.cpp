// Handles and metadata. The small getters cannot throw for a strided tensor, which is what the managed side checks first.
#include "abi.h"

#include <ATen/ATen.h>

TS_API void ts_release(Handle handle) {
    if (handle != nullptr) c10::raw::intrusive_ptr::decref(handle);
}

TS_API void ts_release_many(const Handle* handles, int32_t count) {
    for (int32_t i = 0; i < count; i++) ts_release(handles[i]);
}

TS_API Handle ts_retain(Handle handle) {
    c10::raw::intrusive_ptr::incref(handle);
    return handle;
}

TS_API int64_t ts_use_count(Handle handle) {
    return static_cast<int64_t>(c10::raw::intrusive_ptr::use_count(handle));
}

TS_API int32_t ts_dim(Handle handle) {
    return guarded(int32_t{-1}, [&] { return static_cast<int32_t>(handle->dim()); });
}

TS_API int64_t ts_numel(Handle handle) {
    return guarded(int64_t{-1}, [&] { return handle->numel(); });
}

TS_API int32_t ts_dtype(Handle handle) {
    return guarded(int32_t{-1}, [&] { return static_cast<int32_t>(c10::typeMetaToScalarType(handle->dtype())); });
}

TS_API int32_t ts_layout(Handle handle) {
    return guarded(int32_t{-1}, [&] { return static_cast<int32_t>(handle->layout()); });
}

TS_API int32_t ts_device(Handle handle, int32_t* index) {
    return guarded(int32_t{-1}, [&] {
        auto device = handle->device();
        *index = device.index();
        return static_cast<int32_t>(device.type());
    });
}

TS_API int32_t ts_sizes(Handle handle, int64_t* sizes, int32_t room) {
    return guarded(int32_t{-1}, [&] {
        auto from = handle->sizes();
        std::copy_n(from.begin(), std::min<size_t>(from.size(), room), sizes);
        return static_cast<int32_t>(from.size());
    });
}

TS_API int32_t ts_strides(Handle handle, int64_t* strides, int32_t room) {
    return guarded(int32_t{-1}, [&] {
        auto from = handle->strides();
        std::copy_n(from.begin(), std::min<size_t>(from.size(), room), strides);
        return static_cast<int32_t>(from.size());
    });
}

TS_API int64_t ts_storage_offset(Handle handle) {
    return guarded(int64_t{-1}, [&] { return handle->storage_offset(); });
}

TS_API void* ts_data_ptr(Handle handle) {
    return guarded(static_cast<void*>(nullptr), [&] { return borrow(handle).data_ptr(); });
}

TS_API int64_t ts_storage_bytes(Handle handle) {
    return guarded(int64_t{-1}, [&] { return static_cast<int64_t>(handle->storage().nbytes()); });
}

TS_API int64_t ts_storage_id(Handle handle) {
    return guarded(int64_t{-1}, [&] { return reinterpret_cast<int64_t>(handle->storage().unsafeGetStorageImpl()); });
}

TS_API int32_t ts_is_contiguous(Handle handle, int32_t memory_format) {
    return guarded(int32_t{-1}, [&] {
        return static_cast<int32_t>(handle->is_contiguous(static_cast<c10::MemoryFormat>(memory_format)));
    });
}

// A tensor over the caller's memory. free_memory(context) runs when the last reference goes, on any thread; it must not throw.
TS_API Handle ts_from_blob(void* data, const int64_t* sizes, int32_t dim, int32_t dtype, void (*free_memory)(void*), void* context) {
    return guarded(Handle{nullptr}, [&] {
        auto options = at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype));
        at::IntArrayRef shape(sizes, dim);
        if (free_memory == nullptr) return give(at::from_blob(data, shape, options));
        return give(at::from_blob(data, shape, [free_memory, context](void*) { free_memory(context); }, options));
    });
}
