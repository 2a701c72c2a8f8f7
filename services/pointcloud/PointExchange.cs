using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using PointHeads = Fuse3D.Vision.Fusion.PointHeads;
using Tensor = TorchSharp.torch.Tensor;

namespace Fuse3D.Services.PointCloud;

/// <summary>One frame of an Exchange session: a cloud in, seeds and key tokens out, exchanged tokens in, heads out.</summary>
/// <param name="gate">a turn is taken for each computation and not kept while the fusion thinks, so that two sessions cannot block each other</param>
public sealed class PointExchange(IPointBranch branch, FrameGate gate)
{
    public void Introduce(Hello hello) => hello.Points = BranchHello.ToWire(branch.Info);

    public async Task AnswerAsync(BranchFrame frame)
    {
        PointBegin begin = (await frame.NextAsync()).PointBegin ?? throw new ExchangeProtocolException("a frame of the point branch starts with point_begin");
        using Tensor cloud = frame.Read(begin.Cloud, "cloud", -1, -1);
        await using IPointSession session = await InTurn(() => branch.BeginAsync(cloud, frame.Cancel), frame.Cancel);
        PostSeeds(frame, session);

        PointDecode decode = (await frame.NextAsync()).PointDecode ?? throw new ExchangeProtocolException("after the seeds comes point_decode");
        using TokenExchange? exchange = decode.Exchanged ? ReadExchange(frame, decode) : null;
        using PointHeads heads = await InTurn(() => session.DecodeAsync(exchange, frame.Cancel), frame.Cancel);
        PostHeads(frame, heads);
    }

    private async Task<T> InTurn<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        using IDisposable turn = await gate.EnterAsync(cancel);
        return await work();
    }

    private static void PostSeeds(BranchFrame frame, IPointSession session)
    {
        List<IDisposable> keep = [];
        var seeds = new PointSeeds { Xyz = frame.Write(session.SeedXyz, keep), KeyTokens = frame.Write(session.KeyTokens, keep) };
        frame.Post(new() { Seeds = seeds }, keep);
    }

    private static void PostHeads(BranchFrame frame, PointHeads heads)
    {
        List<IDisposable> keep = [];
        var reply = new V1.PointHeads();
        foreach (var (name, output) in heads.Outputs)
            reply.Outputs.Add(new NamedTensor { Name = name, Tensor = frame.Write(output, keep) });
        frame.Post(new() { PointHeads = reply }, keep);
    }

    private TokenExchange ReadExchange(BranchFrame frame, PointDecode decode)
    {
        PointBranchInfo info = branch.Info;
        if (decode.Layers.Count != info.Layers)
            throw new ExchangeProtocolException($"{decode.Layers.Count} layers of replacements came, the decoder has {info.Layers}");
        var exchange = new TokenExchange(frame.Read(decode.Scores, "scores", info.Layers, info.Seeds), new List<Vision.Fusion.LayerReplacement>());
        try
        {
            var layers = (List<Vision.Fusion.LayerReplacement>)exchange.Layers;
            foreach (V1.LayerReplacement layer in decode.Layers)
            {
                int[] seeds = frame.ReadInts(layer.Seeds, "replaced seeds");
                layers.Add(new(seeds, frame.Read(layer.Rows, "replacement rows", seeds.Length, info.Channels)));
            }

            return exchange;
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
    }
}
