using Fuse3D.V1;

namespace Fuse3D.Cli.Dense;

/// <summary>A dense model that answers: in this process, or on a server.</summary>
internal interface IDenseAnswers : IDisposable
{
    DenseModelInfo Model { get; }

    /// <summary>Frame after frame, in order; a bad one is answered with its status.</summary>
    IAsyncEnumerable<DenseReply> AnswerAsync(IAsyncEnumerable<DenseRequest> frames, CancellationToken cancel);
}
