#if FUSE3D_BINDINGS
using System.Runtime.InteropServices;
using Fuse3D.TorchExtensions;
#endif
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Parallel;

/// <summary>Ranks that are processes, here or on other machines: torch.distributed, gloo on the CPU and NCCL on CUDA.</summary>
public static class ProcessGroupExchange
{
    /// <summary>How long a rank waits for the others: the first one may be measuring the network meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(60);

    /// <summary>Meets the other processes that MASTER_ADDR, MASTER_PORT, RANK and WORLD_SIZE tell of.</summary>
    /// <param name="device">of the networks</param>
    /// <returns>a run of one process when the environment tells of no others</returns>
    /// <exception cref="InvalidInputException">a variable is missing or wrong, or the others do not come</exception>
    public static IGradientExchange FromEnvironment(Device device)
    {
#if FUSE3D_BINDINGS
        try
        {
            DistributedEnvironment place = DistributedEnvironment.FromVariables();
            CollectiveBackend backend = device.type == DeviceType.CUDA ? CollectiveBackend.Nccl : CollectiveBackend.Gloo;
            return place.IsDistributed ? new Group(place.Connect(backend, Patience)) : new AloneExchange();
        }
        catch (Exception e) when (e is FormatException or TimeoutException or NotSupportedException)
        {
            throw new InvalidInputException(e.Message, "environment", e);
        }
#else
        return Environment.GetEnvironmentVariable("WORLD_SIZE") is null or "" or "1"
            ? new AloneExchange()
            : throw new InvalidInputException("WORLD_SIZE tells of several processes, and this build has no process groups", "WORLD_SIZE");
#endif
    }

    /// <summary>The process's number on its machine, which is that of its CUDA device.</summary>
    public static int LocalRank =>
        int.TryParse(Environment.GetEnvironmentVariable("LOCAL_RANK"), out int rank) && rank >= 0 ? rank : 0;

#if FUSE3D_BINDINGS
    private sealed class Group(ProcessGroup group) : IGradientExchange
    {
        public int Rank => group.Rank;

        public int Size => group.WorldSize;

        public TrainingFailedException? Failure { get; private set; }

        public void Sum(Tensor values) => Together(() => group.AllReduce(values));

        public void Broadcast(Tensor values) => Together(() => group.Broadcast(values, root: 0));

        public void Dispose() => group.Dispose();

        private void Together(Action collective)
        {
            try
            {
                collective();
            }
            catch (Exception e) when (e is ExternalException or TimeoutException)
            {
                Failure = new($"another process of the run is gone or does not answer: {e.Message}", e);
                throw Failure;
            }
        }
    }
#endif
}
