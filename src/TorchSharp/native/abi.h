// What crosses the C boundary: plain integers, pointers and TsVal. No C++ type, no exception.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <cstdint>
#include <exception>
#include <new>

#define TS_API extern "C" __attribute__((visibility("default")))

constexpr int32_t AbiVersion = 1;

// An owned reference to a tensor; 0 is "no tensor".
using Handle = c10::TensorImpl*;

enum Tag : int32_t {
    TagNone, TagTensor, TagInt, TagDouble, TagBool, TagInts, TagDoubles, TagTensors, TagString, TagDevice, TagBools,
    TagDefault, TagGenerator, TagOptionalTensors
};

// One argument or result of an operator. Lists keep their element count in len; a device its index in len and its type in i.
struct TsVal {
    int32_t tag;
    int32_t len;
    union {
        int64_t i;
        double d;
        void* p;
    };
};

enum ErrorKind : int32_t { Generic = 1, Index = 2, NotImplemented = 3, OutOfMemory = 4 };

// Keeps the message for this thread until the next failure.
void remember_error(const char* message, ErrorKind kind) noexcept;

// Runs body; on an exception remembers its message and returns failed.
template <typename Result, typename Body>
Result guarded(Result failed, Body&& body) noexcept {
    try {
        return body();
    } catch (const c10::OutOfMemoryError& e) {
        remember_error(e.what_without_backtrace(), OutOfMemory);
    } catch (const c10::IndexError& e) {
        remember_error(e.what_without_backtrace(), Index);
    } catch (const c10::NotImplementedError& e) {
        remember_error(e.what_without_backtrace(), NotImplemented);
    } catch (const c10::Error& e) {
        remember_error(e.what_without_backtrace(), Generic);
    } catch (const std::bad_alloc&) {
        remember_error("out of memory", OutOfMemory);
    } catch (const std::exception& e) {
        remember_error(e.what(), Generic);
    } catch (...) {
        remember_error("unknown native error", Generic);
    }
    return failed;
}

// Runs body; 0 when it ended, -1 when it threw.
template <typename Body>
int32_t attempted(Body&& body) noexcept {
    return guarded(int32_t{-1}, [&] {
        body();
        return int32_t{0};
    });
}

// A tensor that shares the reference behind handle; undefined for 0.
inline at::Tensor borrow(Handle handle) {
    using Reference = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
    return handle == nullptr ? at::Tensor() : at::Tensor(Reference::reclaim_copy(handle));
}

// Hands the reference over to the caller; an undefined tensor becomes 0.
inline Handle give(at::Tensor&& tensor) {
    return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

// A malloc'ed copy that the caller frees with ts_free.
char* copy_text(const std::string& text);
