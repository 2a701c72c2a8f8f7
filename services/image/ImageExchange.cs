using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using ImageHeads = Fuse3D.Vision.Fusion.ImageHeads;
using Tensor = TorchSharp.torch.Tensor;

namespace Fuse3D.Services.Image;

/// <summary>One frame of an Exchange session: views in, rows of patch tokens out as the network comes by, the 2D heads at the end.</summary>
public sealed class ImageExchange(IImageBranch branch, FrameGate gate)
{
    public void Introduce(Hello hello) => hello.Image = BranchHello.ToWire(branch.Info);

    public async Task AnswerAsync(BranchFrame frame)
    {
        ImageBegin begin = (await frame.NextAsync()).ImageBegin ?? throw new ExchangeProtocolException("a frame of the image branch starts with image_begin");
        using Tensor views = frame.Read(begin.Views, "views", -1, 3, -1, -1);
        using IDisposable turn = await gate.EnterAsync(frame.Cancel);
        await using IImageSession session = await branch.BeginAsync(views, frame.Cancel);

        List<Task> gathers = [];
        ExchangeRequest request = await frame.NextAsync();
        for (; request.ImageGather is { } gather; request = await frame.NextAsync())
            gathers.Add(frame.Beside(PostRows(frame, session, gather)));
        if (request.ImageFinish is null)
            throw new ExchangeProtocolException("after image_begin come image_gather and image_finish");

        await Task.WhenAll(gathers);
        using ImageHeads heads = await session.FinishAsync(frame.Cancel);
        PostHeads(frame, heads);
    }

    private async Task PostRows(BranchFrame frame, IImageSession session, ImageGather gather)
    {
        int[] patches = frame.ReadInts(gather.Patches, "patches");
        if (gather.Layer < 0 || gather.Layer >= branch.Info.Layers)
            throw new ExchangeProtocolException($"there is no layer {gather.Layer}; the branch keeps {branch.Info.Layers}");
        using Tensor rows = await session.GatherAsync(gather.Layer, patches, frame.Cancel);
        List<IDisposable> keep = [];
        frame.Post(new() { Rows = new() { Layer = gather.Layer, Rows = frame.Write(rows, keep) } }, keep);
    }

    private static void PostHeads(BranchFrame frame, ImageHeads heads)
    {
        List<IDisposable> keep = [];
        var reply = new V1.ImageHeads { Logits = frame.Write(heads.Logits, keep), Boxes = frame.Write(heads.Boxes, keep) };
        frame.Post(new() { ImageHeads = reply }, keep);
    }
}
