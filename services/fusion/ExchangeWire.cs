using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Fuse3D.Services.Fusion;

/// <summary>Tells which tokens were exchanged.</summary>
internal static class ExchangeWire
{
    public static ExchangeSummary Summary(FusedFrame found, float threshold, bool withTensors)
    {
        TokenExchange exchange = found.Exchange!;
        PatchMap patches = found.Patches!;
        float[] scores = exchange.Scores.contiguous().data<float>().ToArray();
        var summary = new ExchangeSummary
        {
            Seeds = (uint)patches.Seeds,
            Visible = (uint)Enumerable.Range(0, patches.Seeds).Count(patches.Sees),
        };
        for (int layer = 0; layer < exchange.Layers.Count; layer++)
        {
            int pruned = scores.AsSpan(layer * patches.Seeds, patches.Seeds).ToArray().Count(score => score < threshold);
            summary.Layers.Add(new ExchangeSummary.Types.Layer { Pruned = (uint)pruned, Replaced = (uint)exchange.Layers[layer].Seeds.Length });
        }

        if (withTensors)
            AddTensors(summary, found, exchange, patches);
        return summary;
    }

    private static void AddTensors(ExchangeSummary summary, FusedFrame found, TokenExchange exchange, PatchMap patches)
    {
        int[] views = [.. Enumerable.Range(0, patches.Seeds).Select(seed => FirstView(patches, seed))];
        int[] chosen = [.. views.Select((view, seed) => view < 0 ? -1 : patches.Patches[view * patches.Seeds + seed])];
        byte[] replaced = new byte[exchange.Layers.Count * patches.Seeds];
        for (int layer = 0; layer < exchange.Layers.Count; layer++)
        {
            foreach (int seed in exchange.Layers[layer].Seeds)
                replaced[layer * patches.Seeds + seed] = 1;
        }

        using Tensor map = tensor(replaced, [exchange.Layers.Count, patches.Seeds]);
        summary.Tensors.Add(new NamedTensor { Name = "seed_xyz", Tensor = TensorWire.Copied(found.SeedXyz) });
        summary.Tensors.Add(new NamedTensor { Name = "seed_view", Tensor = TensorWire.Write(views) });
        summary.Tensors.Add(new NamedTensor { Name = "seed_patch", Tensor = TensorWire.Write(chosen) });
        summary.Tensors.Add(new NamedTensor { Name = "scores", Tensor = TensorWire.Copied(exchange.Scores) });
        summary.Tensors.Add(new NamedTensor { Name = "replaced", Tensor = TensorWire.Copied(map) });
    }

    private static int FirstView(PatchMap patches, int seed)
    {
        for (int view = 0; view < patches.Views; view++)
        {
            if (patches.Patches[view * patches.Seeds + seed] >= 0)
                return view;
        }

        return -1;
    }
}
