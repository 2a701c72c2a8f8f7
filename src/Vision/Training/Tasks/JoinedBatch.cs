using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.Norms;
using Fuse3D.Vision.Training.Parallel;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Tasks;

/// <summary>What the samples of one step have in common over all processes, where the configuration wants a step to equal one of the joined batch.</summary>
/// <param name="device">of messages</param>
internal sealed class JoinedBatch(TrainConfig config, IGradientExchange exchange, Device device)
{
    private readonly IGradientExchange _exchange = config.JoinedLoss ? exchange : new AloneExchange();

    /// <summary>That share a step's batch; 1 where each has a batch of its own.</summary>
    public int Processes => _exchange.Size;

    /// <summary>Smallest of a number over the batch, given that of this process's samples.</summary>
    public int Smallest(int value) => _exchange.Gather(value, device).Min();

    /// <summary>Largest of a number over the batch, given that of this process's samples.</summary>
    public int Largest(int value) => _exchange.Gather(value, device).Max();

    /// <summary>Lets batch norms see all processes' samples, if the configuration says so.</summary>
    public static void ShareNorms(nn.Module network, TrainConfig config, IGradientExchange exchange) =>
        SyncBatchNorm.Share(network, config.SyncBatchNorm && exchange.Size > 1 ? exchange.Sum : null);
}
