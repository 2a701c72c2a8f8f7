using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Grpc.Core;

namespace Fuse3D.Cli.Evaluation;

/// <summary>A dense model of an image service that answers an evaluation's frames.</summary>
internal static class ServedDenseModel
{
    /// <param name="folder">tells which of several models is meant, by its weights; null: there is one that fits</param>
    /// <exception cref="InvalidInputException">no model there is the configuration's, or several may be</exception>
    /// <exception cref="RpcException">nobody answers</exception>
    public static async Task<EvaluatedModel> ConnectAsync(DenseRunConfig config, Uri address, DenseModelFolder? folder, RemoteOptions remote, CancellationToken cancel)
    {
        var client = new DenseClient(address, new() { Timeout = remote.Timeout, MaxMessageBytes = 256 << 20 });
        try
        {
            DenseInfoReply info = await InfoAsync(client, address, cancel);
            DenseModelInfo served = Choose(config, info.Models, folder, address);
            DescribedDense model = config.Described([.. served.Labels]);
            return new($"{served.Name} at {address}", served.WeightsSha256, served.Device, new RemoteDensePredictor(client, served.Name, model, new(remote)))
            {
                MostInFlight = (int)Math.Clamp(info.MaxQueue, 1, int.MaxValue),
            };
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static async Task<DenseInfoReply> InfoAsync(DenseClient client, Uri address, CancellationToken cancel)
    {
        try
        {
            return await client.GetInfoAsync(cancel: cancel);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            throw new InvalidInputException($"{address} is no image service; dense models are asked there", "service", e);
        }
    }

    private static DenseModelInfo Choose(DenseRunConfig config, IEnumerable<DenseModelInfo> models, DenseModelFolder? folder, Uri address)
    {
        DenseModelInfo[] all = [.. models], fitting = [.. all.Where(model => ModelFit.Differences(config, model).Count == 0)];
        string there = all.Length == 0 ? "no dense model" : string.Join("; ", all.Select(model => $"{model.Name} ({string.Join(", ", ModelFit.Differences(config, model))})"));
        if (fitting.Length == 0)
            throw new InvalidInputException($"no model at {address} is that of configuration {config.Name}: {there}", "service");
        if (folder is null)
        {
            return fitting.Length == 1
                ? fitting[0]
                : throw new InvalidInputException($"{string.Join(", ", fitting.Select(model => model.Name))} at {address} may be the model of configuration {config.Name}; --model FOLDER tells which", "service");
        }

        return fitting.FirstOrDefault(model => model.WeightsSha256 == folder.WeightsSum) ?? throw new InvalidInputException(
            $"{address} answers from weights {string.Join(", ", fitting.Select(model => $"{model.WeightsSha256[..16]}..."))}; {folder.WeightsPath} holds {folder.WeightsSum[..16]}...", "service");
    }
}
