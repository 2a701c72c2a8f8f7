using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The shim's entries (native/*.cpp). A handle is an owned reference to a TensorImpl.</summary>
/// <remarks>Only getters that cannot wait, call back or run a kernel are marked SuppressGCTransition.</remarks>
internal static unsafe partial class Shim
{
    internal const string Library = "fuse3d_torch";

    [LibraryImport(Library)] internal static partial byte* ts_error(int* kind);
    [LibraryImport(Library)] internal static partial void ts_free(void* memory);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint ts_op(string name, string overload);
    [LibraryImport(Library)] internal static partial byte* ts_op_schema(nint op);
    [LibraryImport(Library)] internal static partial int ts_op_arity(nint op, int* results);
    [LibraryImport(Library)] internal static partial int ts_call(nint op, TsVal* arguments, int count, TsVal* results, int room);

    [LibraryImport(Library)] internal static partial void ts_release(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial nint ts_retain(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long ts_use_count(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_dim(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long ts_numel(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_dtype(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_layout(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_device(nint handle, int* index);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_sizes(nint handle, long* sizes, int room);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_strides(nint handle, long* strides, int room);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long ts_storage_offset(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long ts_storage_bytes(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long ts_storage_id(nint handle);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_is_contiguous(nint handle, int memoryFormat);
    [LibraryImport(Library)] internal static partial void* ts_data_ptr(nint handle);
    [LibraryImport(Library)]
    internal static partial nint ts_from_blob(void* data, long* sizes, int dim, int dtype, delegate* unmanaged<nint, void> free,
        nint context);

    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_requires_grad(nint handle);
    [LibraryImport(Library)] internal static partial int ts_set_requires_grad(nint handle, int value);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_is_leaf(nint handle);
    [LibraryImport(Library)] internal static partial nint ts_grad(nint handle, int* failed);
    [LibraryImport(Library)] internal static partial int ts_set_grad(nint handle, nint grad);
    [LibraryImport(Library)] internal static partial int ts_set_data(nint handle, nint data);
    [LibraryImport(Library)]
    internal static partial int ts_backward(nint* tensors, nint* grads, int count, int retain, int create, nint* inputs, int inputCount);
    [LibraryImport(Library)]
    internal static partial int ts_autograd_grad(
        nint* tensors, nint* grads, int count, int retain, int create, nint* inputs, int inputCount, int allowUnused, nint* results);

    [LibraryImport(Library)]
    internal static partial int ts_attach_function(
        nint context, delegate* unmanaged<nint, nint*, int, nint*, int, byte*> backward, delegate* unmanaged<nint, void> release,
        nint* inputs, int inputCount, nint* outputs, int outputCount);

    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_grad_enabled();
    [LibraryImport(Library), SuppressGCTransition] internal static partial void ts_set_grad_enabled(int enabled);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_inference_enabled();
    [LibraryImport(Library)] internal static partial nint ts_inference_enter(int enabled);
    [LibraryImport(Library)] internal static partial void ts_inference_exit(nint guard);

    [LibraryImport(Library)] internal static partial int ts_autocast_state(int deviceType, int* on, int* dtype);
    [LibraryImport(Library)] internal static partial int ts_autocast_enter(int deviceType, int on, int dtype, int* previous);
    [LibraryImport(Library)] internal static partial int ts_autocast_exit(int deviceType, int* previous);

    [LibraryImport(Library)] internal static partial int ts_manual_seed(ulong seed);
    [LibraryImport(Library)] internal static partial int ts_set_num_threads(int count);
    [LibraryImport(Library)] internal static partial int ts_get_num_threads();
    [LibraryImport(Library)] internal static partial int ts_set_num_interop_threads(int count);
    [LibraryImport(Library)] internal static partial int ts_get_num_interop_threads();
    [LibraryImport(Library)] internal static partial int ts_set_flag(int which, int enabled);
    [LibraryImport(Library)] internal static partial int ts_get_flag(int which);
    [LibraryImport(Library)] internal static partial byte* ts_config();
    [LibraryImport(Library)] internal static partial byte* ts_torch_version();

    [LibraryImport(Library)] internal static partial nint ts_generator_new(int deviceType, int deviceIndex, ulong seed);
    [LibraryImport(Library)] internal static partial nint ts_generator_default();
    [LibraryImport(Library)] internal static partial void ts_generator_free(nint generator);
    [LibraryImport(Library)] internal static partial int ts_generator_set_seed(nint generator, ulong seed);
    [LibraryImport(Library)] internal static partial int ts_generator_get_seed(nint generator, ulong* seed);
    [LibraryImport(Library)] internal static partial int ts_generator_reseed(nint generator, ulong* seed);
    [LibraryImport(Library)] internal static partial nint ts_generator_get_state(nint generator);
    [LibraryImport(Library)] internal static partial int ts_generator_set_state(nint generator, nint state);

    [LibraryImport(Library)] internal static partial int ts_cpu_cache_set_limit(long limit);
    [LibraryImport(Library)] internal static partial long ts_cpu_cache_limit();
    [LibraryImport(Library)] internal static partial long ts_cpu_cache_bytes();
    [LibraryImport(Library)] internal static partial long ts_cpu_live_bytes();
    [LibraryImport(Library)] internal static partial void ts_empty_cpu_cache();

    [LibraryImport(Library)] internal static partial int ts_cuda_built();
    [LibraryImport(Library)] internal static partial int ts_cuda_is_available();
    [LibraryImport(Library)] internal static partial int ts_cuda_cudnn_is_available();
    [LibraryImport(Library)] internal static partial int ts_cuda_device_count();
    [LibraryImport(Library)] internal static partial int ts_cuda_sync(long device);
    [LibraryImport(Library)] internal static partial int ts_cuda_manual_seed(ulong seed, int all);
    [LibraryImport(Library)] internal static partial int ts_cuda_current_device(int* device);
    [LibraryImport(Library)] internal static partial int ts_cuda_set_device(int device);
    [LibraryImport(Library)] internal static partial int ts_cuda_stream_enter(int device, int highPriority, long* previous);
    [LibraryImport(Library)] internal static partial int ts_cuda_stream_exit(long* previous);
    [LibraryImport(Library)] internal static partial int ts_cuda_stream_sync(int device);
    [LibraryImport(Library)] internal static partial int ts_cuda_empty_cache();
    [LibraryImport(Library)] internal static partial int ts_cuda_memory(int device, long* free, long* total);

    [LibraryImport(Library)] internal static partial int ts_group_backends();
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial GroupHandle ts_group_new(int backend, string host, int port, string address, int rank, int world, long timeout);
    [LibraryImport(Library)] internal static partial void ts_group_free(nint group);
    [LibraryImport(Library)] internal static partial CollectiveHandle ts_group_allreduce(GroupHandle group, nint tensor);
    [LibraryImport(Library)] internal static partial CollectiveHandle ts_group_broadcast(GroupHandle group, nint tensor, int root);
    [LibraryImport(Library)]
    internal static partial CollectiveHandle ts_group_allgather(GroupHandle group, nint tensor, nint* results, int count);
    [LibraryImport(Library)] internal static partial CollectiveHandle ts_group_barrier(GroupHandle group);
    [LibraryImport(Library)] internal static partial int ts_collective_wait(CollectiveHandle collective, long timeout);
    [LibraryImport(Library)] internal static partial int ts_collective_ended(CollectiveHandle collective);
    [LibraryImport(Library)] internal static partial void ts_collective_free(nint collective);
}
