#include "abi.h"

#include <cstdlib>
#include <cstring>
#include <string>

namespace {
thread_local std::string last_message;
thread_local int32_t last_kind = 0;
}

void remember_error(const char* message, ErrorKind kind) noexcept {
    last_kind = kind;
    try {
        last_message = message;
    } catch (...) {
        last_message.clear();
    }
}

char* copy_text(const std::string& text) {
    char* copy = static_cast<char*>(std::malloc(text.size() + 1));
    if (copy == nullptr) throw std::bad_alloc();
    std::memcpy(copy, text.c_str(), text.size() + 1);
    return copy;
}

// The last failure on this thread; valid until the next one.
TS_API const char* ts_error(int32_t* kind) {
    *kind = last_kind;
    return last_message.c_str();
}

TS_API void ts_free(void* memory) {
    std::free(memory);
}

TS_API int32_t ts_abi_version() {
    return AbiVersion;
}
