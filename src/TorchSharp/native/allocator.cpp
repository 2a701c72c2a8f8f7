// A CPU allocator that keeps freed blocks and asks for huge pages: more than half the time of a large activation is otherwise page faults.
#include "abi.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

#include <sys/mman.h>

#include <array>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <mutex>

namespace {

constexpr size_t Alignment = 64;
constexpr size_t SmallestKept = 64 * 1024;       // malloc is good at what is smaller
constexpr size_t HugePage = 2 * 1024 * 1024;
constexpr size_t ClassesPerDoubling = 4;         // at most a quarter of a block is waste
constexpr size_t ClassCount = 64 * ClassesPerDoubling;

// Stands in the 64 bytes before the data.
struct alignas(Alignment) Block {
    size_t bytes;                                // the whole block, header included
    size_t size_class;                           // ClassCount: not kept
    Block* newer;                                // neighbours among all kept blocks, by age
    Block* older;
    Block* next_in_class;
    Block* previous_in_class;
};
static_assert(sizeof(Block) == Alignment);

struct SizeClass {
    size_t index;
    size_t bytes;
};

// Rounds up to a quarter of the power of two below.
SizeClass class_of(size_t bytes) {
    size_t step = std::bit_floor(bytes) / ClassesPerDoubling;
    size_t rounded = (bytes + step - 1) / step * step;
    size_t floor = std::bit_floor(rounded);
    size_t quarter = (rounded - floor) / (floor / ClassesPerDoubling);
    return {static_cast<size_t>(std::countr_zero(floor)) * ClassesPerDoubling + quarter, rounded};
}

void* map_aligned(size_t bytes) {
    size_t whole = bytes + HugePage;
    void* mapped = mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) return nullptr;
    auto start = reinterpret_cast<uintptr_t>(mapped);
    auto aligned = (start + HugePage - 1) / HugePage * HugePage;
    if (aligned != start) munmap(mapped, aligned - start);
    size_t behind = start + whole - (aligned + bytes);
    if (behind != 0) munmap(reinterpret_cast<void*>(aligned + bytes), behind);
    madvise(reinterpret_cast<void*>(aligned), bytes, MADV_HUGEPAGE);
    return reinterpret_cast<void*>(aligned);
}

void* fetch(size_t bytes) {
    if (bytes >= HugePage) return map_aligned(bytes);
    void* memory = nullptr;
    return posix_memalign(&memory, Alignment, bytes) == 0 ? memory : nullptr;
}

void give_back(Block* block) {
    if (block->bytes >= HugePage) munmap(block, block->bytes);
    else std::free(block);
}

class Cache {
public:
    Block* take(size_t size_class) {
        std::lock_guard<std::mutex> lock(mutex_);
        Block* block = newest_of_class_[size_class];
        if (block != nullptr) unlink(block);
        return block;
    }

    void keep(Block* block) {
        Block* dropped = nullptr;
        {
            std::lock_guard<std::mutex> lock(mutex_);
            link(block);
            dropped = shrink(limit_);
        }
        free_all(dropped);
    }

    void empty() {
        Block* dropped = nullptr;
        {
            std::lock_guard<std::mutex> lock(mutex_);
            dropped = shrink(0);
        }
        free_all(dropped);
    }

    void set_limit(size_t bytes) {
        Block* dropped = nullptr;
        {
            std::lock_guard<std::mutex> lock(mutex_);
            limit_ = bytes;
            dropped = shrink(limit_);
        }
        free_all(dropped);
    }

    size_t limit() {
        std::lock_guard<std::mutex> lock(mutex_);
        return limit_;
    }

    size_t kept() {
        std::lock_guard<std::mutex> lock(mutex_);
        return kept_;
    }

private:
    void link(Block* block) {
        Block*& first = newest_of_class_[block->size_class];
        block->previous_in_class = nullptr;
        block->next_in_class = first;
        if (first != nullptr) first->previous_in_class = block;
        first = block;

        block->newer = nullptr;
        block->older = newest_;
        if (newest_ != nullptr) newest_->newer = block;
        newest_ = block;
        if (oldest_ == nullptr) oldest_ = block;
        kept_ += block->bytes;
    }

    void unlink(Block* block) {
        if (block->previous_in_class != nullptr) block->previous_in_class->next_in_class = block->next_in_class;
        else newest_of_class_[block->size_class] = block->next_in_class;
        if (block->next_in_class != nullptr) block->next_in_class->previous_in_class = block->previous_in_class;

        (block->newer != nullptr ? block->newer->older : newest_) = block->older;
        (block->older != nullptr ? block->older->newer : oldest_) = block->newer;
        kept_ -= block->bytes;
    }

    // Takes the longest unused blocks out until the rest fits; they are freed outside the lock.
    Block* shrink(size_t limit) {
        Block* dropped = nullptr;
        while (kept_ > limit) {
            Block* block = oldest_;
            unlink(block);
            block->older = dropped;
            dropped = block;
        }
        return dropped;
    }

    static void free_all(Block* dropped) {
        while (dropped != nullptr) {
            Block* next = dropped->older;
            give_back(dropped);
            dropped = next;
        }
    }

    std::mutex mutex_;
    std::array<Block*, ClassCount> newest_of_class_{};
    Block* newest_ = nullptr;
    Block* oldest_ = nullptr;
    size_t kept_ = 0;
    size_t limit_ = 0;
};

// Never destroyed: tensors may outlive every static.
Cache& cache() {
    static Cache* instance = new Cache();
    return *instance;
}

std::atomic<int64_t> live_bytes{0};

Block* new_block(size_t data_bytes) {
    size_t bytes = data_bytes + sizeof(Block);
    bool kept = bytes >= SmallestKept && cache().limit() > 0;
    SizeClass sized = kept ? class_of(bytes) : SizeClass{ClassCount, bytes};
    Block* block = kept ? cache().take(sized.index) : nullptr;
    if (block == nullptr) block = static_cast<Block*>(fetch(sized.bytes));
    if (block == nullptr && kept) {
        cache().empty();
        block = static_cast<Block*>(fetch(sized.bytes));
    }
    TORCH_CHECK_WITH(OutOfMemoryError, block != nullptr, "not enough memory: you tried to allocate ", data_bytes, " bytes.");
    block->bytes = sized.bytes;
    block->size_class = sized.index;
    return block;
}

void release(void* data) {
    if (data == nullptr) return;
    Block* block = static_cast<Block*>(data) - 1;
    live_bytes -= static_cast<int64_t>(block->bytes);
    if (block->size_class == ClassCount) give_back(block);
    else cache().keep(block);
}

// c10::Allocator changed allocate from const to non-const and gained copy_data; both forms are here, so none says "override".
class CachingAllocator final : public c10::Allocator {
public:
    c10::DataPtr allocate(size_t bytes) const { return make(bytes); }
    c10::DataPtr allocate(size_t bytes) { return make(bytes); }
    c10::DeleterFnPtr raw_deleter() const { return &release; }
    void copy_data(void* target, const void* source, size_t bytes) const { std::memcpy(target, source, bytes); }

private:
    // The context equals the data pointer: raw_allocate relies on it.
    static c10::DataPtr make(size_t bytes) {
        constexpr size_t TooLarge = size_t{1} << 62;
        TORCH_CHECK_WITH(OutOfMemoryError, bytes < TooLarge, "not enough memory: you tried to allocate ", bytes, " bytes.");
        c10::Device cpu(c10::DeviceType::CPU);
        if (bytes == 0) return {nullptr, nullptr, &release, cpu};
        Block* block = new_block(bytes);
        live_bytes += static_cast<int64_t>(block->bytes);
        void* data = block + 1;
        return {data, data, &release, cpu};
    }
};

}  // namespace

// Installs the allocator; call before the first tensor. limit: bytes of freed blocks to keep, 0 keeps none.
TS_API int32_t ts_use_cache_allocator(int64_t limit) {
    return attempted([&] {
        static CachingAllocator* allocator = new CachingAllocator();
        cache().set_limit(static_cast<size_t>(limit));
        c10::SetCPUAllocator(allocator);
    });
}

TS_API int32_t ts_cpu_cache_set_limit(int64_t limit) {
    return attempted([&] {
        TORCH_CHECK(limit >= 0, "cache limit ", limit, " is negative");
        cache().set_limit(static_cast<size_t>(limit));
    });
}

TS_API int64_t ts_cpu_cache_limit() {
    return static_cast<int64_t>(cache().limit());
}

TS_API void ts_empty_cpu_cache() {
    cache().empty();
}

// Bytes of freed blocks held for later.
TS_API int64_t ts_cpu_cache_bytes() {
    return static_cast<int64_t>(cache().kept());
}

// Bytes that live tensors hold.
TS_API int64_t ts_cpu_live_bytes() {
    return live_bytes.load();
}
