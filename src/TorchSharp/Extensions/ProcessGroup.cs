using TorchSharp;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace Fuse3D.TorchExtensions;

/// <summary>What moves tensors between processes: gloo those of the CPU, NCCL those of CUDA devices.</summary>
public enum CollectiveBackend
{
    Gloo,
    Nccl,
}

/// <summary>Processes that add up, share and await tensors together: torch.distributed (c10d).</summary>
/// <remarks>
/// Every process of the group calls the same collectives, in the same order, with tensors of the same shape and type. A collective that
/// failed ends the group's use: dispose it. Its connections are neither encrypted nor authenticated, and the meeting point listens on all
/// addresses of its machine: for trusted networks.
/// Errors: <see cref="TimeoutException"/> when others do not come or answer in time, <see cref="System.Runtime.InteropServices.ExternalException"/>
/// with libtorch's message otherwise (a peer has gone, the port is taken).
/// </remarks>
public sealed unsafe class ProcessGroup : IDisposable
{
    private static readonly ScalarType[] Types = [ScalarType.Float32, ScalarType.Float64, ScalarType.Int64];
    private readonly GroupHandle _handle;
    private readonly CollectiveBackend _backend;

    private ProcessGroup(GroupHandle handle, CollectiveBackend backend, int rank, int worldSize, TimeSpan timeout)
    {
        _handle = handle;
        _backend = backend;
        (Rank, WorldSize, Timeout) = (rank, worldSize, timeout);
    }

    /// <summary>What the native library was built with; none without libgloo-dev.</summary>
    public static IReadOnlyList<CollectiveBackend> Available
    {
        get
        {
            int built = Shim.ts_group_backends();
            return [.. Enum.GetValues<CollectiveBackend>().Where(backend => (built >> (int)backend & 1) != 0)];
        }
    }

    /// <summary>This process's number, from 0.</summary>
    public int Rank { get; }

    public int WorldSize { get; }

    /// <summary>How long a collective may take before it fails.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Meets the other processes and connects to each.</summary>
    /// <param name="backend">the same in every process</param>
    /// <param name="host">where rank 0 runs: a name or an address that every process reaches it by</param>
    /// <param name="port">1 to 65535, free on that machine; rank 0 listens there</param>
    /// <param name="rank">0 to worldSize - 1, another one in each process</param>
    /// <param name="worldSize">the number of processes</param>
    /// <param name="timeout">1 ms to 24 h; for the meeting, for connecting, and for each collective</param>
    public static ProcessGroup Create(CollectiveBackend backend, string host, int port, int rank, int worldSize, TimeSpan timeout)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        Check(port is >= 1 and <= 65535, nameof(port), port, "1 to 65535");
        Check(worldSize is >= 1 and <= 4096, nameof(worldSize), worldSize, "1 to 4096");
        Check(rank >= 0 && rank < worldSize, nameof(rank), rank, $"0 to {worldSize - 1}");
        if (!Available.Contains(backend))
            throw new NotSupportedException($"the native library was built without {backend}"
                + (backend == CollectiveBackend.Gloo ? "; install libgloo-dev and run src/TorchSharp/native/build.sh" : ""));
        long milliseconds = Collective.Milliseconds(timeout);
        string address = LocalAddress.Towards(host, port).ToString();
        GroupHandle handle = Meet(2 * timeout, () => Shim.ts_group_new((int)backend, host, port, address, rank, worldSize, milliseconds));
        return new(handle, backend, rank, worldSize, timeout);
    }

    /// <summary>Runs the meeting on a thread of its own: some of libtorch's waits for an answer of rank 0 have no end.</summary>
    private static GroupHandle Meet(TimeSpan limit, Func<GroupHandle> connect)
    {
        Task<GroupHandle> meeting = Task.Factory.StartNew(
            () => connect() is { IsInvalid: false } handle ? handle : throw Collective.Failure(),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (((IAsyncResult)meeting).AsyncWaitHandle.WaitOne(limit))
            return meeting.GetAwaiter().GetResult();
        meeting.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);
        throw new TimeoutException($"the processes of the group did not meet in {limit.TotalSeconds:0.#} s; what listens there does not answer");
    }

    /// <summary>Every process's tensor becomes the sum of all; the mean is that divided by <see cref="WorldSize"/>.</summary>
    /// <param name="tensor">contiguous; Float32, Float64 or Int64; changed in place</param>
    public void AllReduce(Tensor tensor)
    {
        using Collective running = StartAllReduce(tensor);
        running.Wait();
    }

    /// <summary>Begins <see cref="AllReduce"/>; the tensor is not to be touched until the collective was waited for.</summary>
    public Collective StartAllReduce(Tensor tensor) => Start(Shim.ts_group_allreduce(_handle, Checked(tensor)), tensor);

    /// <summary>Every process's tensor becomes that of the process root.</summary>
    /// <param name="tensor">contiguous; Float32, Float64 or Int64; changed in place</param>
    /// <param name="root">the rank whose tensor is sent</param>
    public void Broadcast(Tensor tensor, int root)
    {
        Check(root >= 0 && root < WorldSize, nameof(root), root, $"0 to {WorldSize - 1}");
        using Collective running = Start(Shim.ts_group_broadcast(_handle, Checked(tensor), root), tensor);
        running.Wait();
    }

    /// <summary>The tensors of all processes, by rank; the caller owns them.</summary>
    /// <param name="tensor">contiguous; Float32, Float64 or Int64</param>
    public Tensor[] AllGather(Tensor tensor)
    {
        nint own = Checked(tensor);
        Tensor[] all = [.. Enumerable.Range(0, WorldSize).Select(_ => empty_like(tensor))];
        nint[] handles = [.. all.Select(one => one.Handle)];
        try
        {
            fixed (nint* results = handles)
            {
                using Collective running = Start(Shim.ts_group_allgather(_handle, own, results, all.Length), tensor);
                running.Wait();
                return all;
            }
        }
        catch
        {
            Array.ForEach(all, one => one.Dispose());
            throw;
        }
    }

    /// <summary>Returns when every process has come here.</summary>
    public void Barrier()
    {
        using Collective running = new(Shim.ts_group_barrier(_handle), Timeout);
        running.Wait();
    }

    /// <summary>Leaves the group; waits for its collectives, at most <see cref="Timeout"/> each.</summary>
    public void Dispose() => _handle.Dispose();

    private Collective Start(CollectiveHandle handle, Tensor tensor)
    {
        GC.KeepAlive(tensor);
        return new(handle, Timeout);
    }

    private nint Checked(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        DeviceType device = _backend == CollectiveBackend.Gloo ? DeviceType.CPU : DeviceType.CUDA;
        if (tensor.device_type != device)
            throw new ArgumentException($"{_backend} takes tensors of {device}, not of {tensor.device}", nameof(tensor));
        if (!Types.Contains(tensor.dtype))
            throw new ArgumentException($"a {tensor.dtype} tensor; a process group takes {string.Join(", ", Types)}", nameof(tensor));
        if (!tensor.is_contiguous())
            throw new ArgumentException("the tensor is not contiguous", nameof(tensor));
        return tensor.Handle;
    }

    private static void Check(bool valid, string name, int value, string allowed)
    {
        if (!valid)
            throw new ArgumentOutOfRangeException(name, value, $"allowed: {allowed}");
    }
}
