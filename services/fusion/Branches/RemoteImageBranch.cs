using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using static Fuse3D.V1.ExchangeReply;
using ImageHeads = Fuse3D.Vision.Fusion.ImageHeads;
using Tensor = TorchSharp.torch.Tensor;

namespace Fuse3D.Services.Fusion.Branches;

/// <summary>An image branch in another process. The connector belongs to whoever made it.</summary>
/// <param name="timeout">from the start of a frame to each of its answers; later ones are not waited for</param>
/// <param name="inlineOnly">no shared memory, even where there is some</param>
internal sealed class RemoteImageBranch(BranchConnector connector, TimeSpan timeout, bool inlineOnly = false) : IImageBranch
{
    public ImageBranchInfo Info => BranchHello.ReadImage(connector.Hello);

    public Task<IImageSession> BeginAsync(Tensor views, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        RemoteFrame frame = connector.Begin(inlineOnly);
        try
        {
            List<IDisposable> keep = [];
            frame.Post(new() { ImageBegin = new() { Views = frame.Write(views, keep), InlineOnly = inlineOnly } }, keep);
            return Task.FromResult<IImageSession>(new Session(frame, Info, views.shape[0], timeout));
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(RemoteFrame frame, ImageBranchInfo info, long views, TimeSpan timeout) : IImageSession
    {
        private readonly long _start = System.Diagnostics.Stopwatch.GetTimestamp();

        public async Task<Tensor> GatherAsync(int layer, ReadOnlyMemory<int> patches, CancellationToken cancel)
        {
            frame.Post(new() { ImageGather = new() { Layer = layer, Patches = TensorWire.Write(patches.ToArray()) } });
            ExchangeReply reply = await frame.ExpectAsync(BodyOneofCase.Rows, layer, Remaining(), cancel);
            return frame.Read(reply.Rows.Rows, $"rows of layer {layer}", patches.Length, info.Width);
        }

        public async Task<ImageHeads> FinishAsync(CancellationToken cancel)
        {
            frame.Post(new() { ImageFinish = new() });
            V1.ImageHeads heads = (await frame.ExpectAsync(BodyOneofCase.ImageHeads, 0, Remaining(), cancel)).ImageHeads;
            Tensor logits = frame.Read(heads.Logits, "logits", views, -1, info.Classes + 1);
            try
            {
                return new(logits, frame.Read(heads.Boxes, "boxes", views, logits.shape[1], 4));
            }
            catch
            {
                logits.Dispose();
                throw;
            }
        }

        public ValueTask DisposeAsync()
        {
            frame.Dispose();
            return ValueTask.CompletedTask;
        }

        private TimeSpan Remaining()
        {
            TimeSpan left = timeout - System.Diagnostics.Stopwatch.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
