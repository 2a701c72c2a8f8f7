using Fuse3D.V1;

namespace Fuse3D.ServiceDefaults.Exchange;

/// <summary>The slots that a message announces, for a receiver that has no use for it: the sender gets them back.</summary>
public static class SlotsOf
{
    public static SlotRelease Unread(ExchangeRequest request) => Collect(request.BodyCase switch
    {
        ExchangeRequest.BodyOneofCase.PointBegin => [request.PointBegin.Cloud],
        ExchangeRequest.BodyOneofCase.PointDecode =>
            [request.PointDecode.Scores, .. request.PointDecode.Layers.SelectMany(layer => (V1.Tensor[])[layer.Seeds, layer.Rows])],
        ExchangeRequest.BodyOneofCase.ImageBegin => [request.ImageBegin.Views],
        ExchangeRequest.BodyOneofCase.ImageGather => [request.ImageGather.Patches],
        _ => [],
    });

    public static SlotRelease Unread(ExchangeReply reply) => Collect(reply.BodyCase switch
    {
        ExchangeReply.BodyOneofCase.Seeds => [reply.Seeds.Xyz, reply.Seeds.KeyTokens],
        ExchangeReply.BodyOneofCase.PointHeads => reply.PointHeads.Outputs.Select(output => output.Tensor),
        ExchangeReply.BodyOneofCase.Rows => [reply.Rows.Rows],
        ExchangeReply.BodyOneofCase.ImageHeads => [reply.ImageHeads.Logits, reply.ImageHeads.Boxes],
        _ => [],
    });

    private static SlotRelease Collect(IEnumerable<V1.Tensor?> tensors)
    {
        var release = new SlotRelease();
        release.Slots.AddRange(tensors.Select(tensor => tensor?.SharedMemory).OfType<SharedMemorySlot>());
        return release;
    }
}
