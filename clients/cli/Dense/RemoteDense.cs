using Fuse3D.Client;
using Fuse3D.V1;

namespace Fuse3D.Cli.Dense;

/// <summary>A dense model of a running image service.</summary>
internal sealed class RemoteDense : IDenseAnswers
{
    private readonly DenseClient _client;

    private RemoteDense(DenseClient client, DenseModelInfo model) => (_client, Model) = (client, model);

    public DenseModelInfo Model { get; }

    /// <param name="name">of the model; empty: the server's only one of the kind</param>
    /// <exception cref="CommandFailure">the server has no such model, or several</exception>
    public static async Task<RemoteDense> OpenAsync(Uri server, string name, DenseKind kind, DetectorClientOptions options, CancellationToken cancel)
    {
        var client = new DenseClient(server, options);
        try
        {
            DenseInfoReply info = await client.GetInfoAsync(name, cancel);
            DenseModelInfo[] fitting = [.. info.Models.Where(model => model.Kind == kind)];
            string what = kind.ToString().ToLowerInvariant();
            return fitting.Length switch
            {
                0 => throw new CommandFailure(info.Models.Count == 0
                    ? $"the service at {server} has no dense model; it is started with --dense-model FOLDER"
                    : $"the service at {server} has no model of {what}: {string.Join(", ", info.Models.Select(model => model.Name))}"),
                1 => new(client, fitting[0]),
                _ => throw new CommandFailure($"the service at {server} has several models of {what}; choose with --model-name: {string.Join(", ", fitting.Select(model => model.Name))}"),
            };
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public IAsyncEnumerable<DenseReply> AnswerAsync(IAsyncEnumerable<DenseRequest> frames, CancellationToken cancel) => Model.Kind == DenseKind.Segmentation
        ? _client.SegmentStreamAsync(frames, cancel)
        : _client.TranslateStreamAsync(frames, cancel);

    public void Dispose() => _client.Dispose();
}
