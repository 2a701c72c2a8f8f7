using Fuse3D.Services.Fusion.Branches;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fuse3D.Services.Fusion.Labels;

/// <summary>A dense model of an image service. It is asked now and then how it is, so that a frame need not wait for what is not there.</summary>
/// <param name="name">of the model there; empty: its only one that segments</param>
internal sealed class RemoteDenseBranch : IDenseBranch
{
    private static readonly TimeSpan PauseWhenThere = TimeSpan.FromSeconds(5), PauseWhenAbsent = TimeSpan.FromMilliseconds(250), Patience = TimeSpan.FromSeconds(2);

    private readonly Uri _address;
    private readonly string _name;
    private readonly GrpcChannel _channel;
    private readonly DenseModel.DenseModelClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _asking;
    private volatile DenseModelInfo? _model;
    private volatile string _reason = "not asked yet";

    public RemoteDenseBranch(Uri address, string name, int maxMessageBytes)
    {
        (_address, _name) = (address, name);
        _channel = BranchChannel.Open(address, maxMessageBytes);
        _client = new(_channel);
        _asking = Task.Run(AskAsync);
    }

    public DenseModelInfo? Model => _model;

    public BranchInfo ToWire() => new()
    {
        Name = LabelledViews.Branch,
        Address = _address.ToString(),
        Available = _model is not null,
        Transport = Transport.Inline,
        ModelName = _model?.Name ?? "",
        Reason = _reason,
    };

    public async Task<DenseReply> SegmentAsync(DenseRequest request, DateTime deadline, CancellationToken cancel)
    {
        request.ModelName = (_model ?? throw new BranchUnavailableException(LabelledViews.Branch, $"{_address}: {_reason}")).Name;
        return await _client.SegmentAsync(request, deadline: deadline, cancellationToken: cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _channel.Dispose();
        _stop.Dispose();
    }

    private async Task AskAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                DenseInfoReply info = await _client.GetInfoAsync(new() { ModelName = _name }, deadline: DateTime.UtcNow + Patience, cancellationToken: _stop.Token);
                DenseModelInfo[] fitting = [.. info.Models.Where(model => model.Kind == DenseKind.Segmentation)];
                _reason = fitting.Length switch
                {
                    0 => "it has no model that segments",
                    1 => "",
                    _ => $"it has several models that segment; name one of {string.Join(", ", fitting.Select(model => model.Name))}",
                };
                _model = fitting.Length == 1 ? fitting[0] : null;
            }
            catch (RpcException e)
            {
                (_reason, _model) = ($"{e.StatusCode}: {e.Status.Detail}", null);
            }

            await Task.Delay(_model is null ? PauseWhenAbsent : PauseWhenThere, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
