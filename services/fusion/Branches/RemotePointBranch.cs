using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using static Fuse3D.V1.ExchangeReply;
using PointHeads = Fuse3D.Vision.Fusion.PointHeads;
using Tensor = TorchSharp.torch.Tensor;

namespace Fuse3D.Services.Fusion.Branches;

/// <summary>A point branch in another process. The connector belongs to whoever made it.</summary>
/// <param name="timeout">for each answer</param>
/// <param name="inlineOnly">no shared memory, even where there is some</param>
internal sealed class RemotePointBranch(BranchConnector connector, TimeSpan timeout, bool inlineOnly = false) : IPointBranch
{
    public PointBranchInfo Info => BranchHello.ReadPoints(connector.Hello);

    public async Task<IPointSession> BeginAsync(Tensor cloud, CancellationToken cancel)
    {
        RemoteFrame frame = connector.Begin(inlineOnly);
        try
        {
            List<IDisposable> keep = [];
            frame.Post(new() { PointBegin = new() { Cloud = frame.Write(cloud, keep), InlineOnly = inlineOnly } }, keep);
            PointSeeds seeds = (await frame.ExpectAsync(BodyOneofCase.Seeds, 0, timeout, cancel)).Seeds;
            return new Session(frame, Info, seeds, timeout);
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(RemoteFrame frame, PointBranchInfo info, PointSeeds seeds, TimeSpan timeout) : IPointSession
    {
        public Tensor SeedXyz { get; } = frame.Read(seeds.Xyz, "seed positions", info.Seeds, 3);

        public Tensor KeyTokens { get; } = frame.Read(seeds.KeyTokens, "key tokens", info.Seeds, info.Channels);

        public async Task<PointHeads> DecodeAsync(TokenExchange? exchange, CancellationToken cancel)
        {
            List<IDisposable> keep = [];
            frame.Post(new() { PointDecode = ToWire(exchange, keep) }, keep);
            ExchangeReply reply = await frame.ExpectAsync(BodyOneofCase.PointHeads, 0, timeout, cancel);
            Dictionary<string, Tensor> outputs = [];
            foreach (NamedTensor output in reply.PointHeads.Outputs)
                outputs[output.Name] = frame.ReadOutput(output);
            return new(outputs);
        }

        public ValueTask DisposeAsync()
        {
            frame.Dispose();
            SeedXyz.Dispose();
            KeyTokens.Dispose();
            return ValueTask.CompletedTask;
        }

        private PointDecode ToWire(TokenExchange? exchange, List<IDisposable> keep)
        {
            var decode = new PointDecode { Exchanged = exchange is not null };
            if (exchange is null)
                return decode;
            decode.Scores = frame.Write(exchange.Scores, keep);
            foreach (Vision.Fusion.LayerReplacement layer in exchange.Layers)
                decode.Layers.Add(new V1.LayerReplacement { Seeds = TensorWire.Write(layer.Seeds), Rows = frame.Write(layer.Rows, keep) });
            return decode;
        }
    }
}
