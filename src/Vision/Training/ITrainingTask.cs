using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Optimization;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training;

/// <summary>One update of a step: its loss is computed, then its parameters change, before the next phase begins.</summary>
/// <param name="Groups">the parameters that it changes; in no other phase</param>
/// <param name="Loss">as <see cref="ITrainingTask{T}.Loss"/></param>
public sealed record TrainingPhase<T>(IReadOnlyList<ParameterGroup> Groups, Func<IReadOnlyList<T>, int, LossTerms> Loss);

/// <summary>A network, its data, and its loss: what differs between the families of networks.</summary>
/// <typeparam name="T">a sample</typeparam>
public interface ITrainingTask<T> : IDisposable
{
    nn.Module Network { get; }

    /// <summary>The network's parameters by learning rate; of all phases, in their order.</summary>
    IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Samples to learn.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <summary>Makes a sample. Called on many threads; the same (id, seed) gives the same bits.</summary>
    /// <exception cref="InvalidInputException">the sample is damaged</exception>
    T Draw(string id, ulong seed);

    /// <summary>Runs the network on a batch. The result carries the graph; it belongs to the dispose scope around the call.</summary>
    /// <param name="epoch">from 1</param>
    LossTerms Loss(IReadOnlyList<T> batch, int epoch);

    /// <summary>The updates of a step, in order.</summary>
    IReadOnlyList<TrainingPhase<T>> Phases => [new(Groups, Loss)];

    /// <summary>Measures the network on data that it does not learn; empty where there is none.</summary>
    /// <returns>figures by name; the first one, where higher is better, decides which network is best</returns>
    IReadOnlyList<KeyValuePair<string, double>> Validate(CancellationToken cancel);

    /// <summary>Writes the network as a model folder.</summary>
    void WriteModel(string folder);
}
