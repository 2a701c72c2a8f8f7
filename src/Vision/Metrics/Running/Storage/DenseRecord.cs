using Fuse3D.Vision.Metrics.Dense;

namespace Fuse3D.Vision.Metrics.Running.Storage;

/// <summary>The part of a record that only frames of segmentation and translation have, behind all others.</summary>
internal static class DenseRecord
{
    public static void Write(BinaryWriter to, DenseFrame frame)
    {
        FrameRecord.WriteAll(to, frame.Labels, counts => FrameRecord.WriteAll(to, counts, count =>
        {
            to.Write(count.Truth);
            to.Write(count.Predicted);
            to.Write(count.Pixels);
        }));
        FrameRecord.WriteAll(to, frame.Errors, error =>
        {
            to.Write(error.Absolute);
            to.Write(error.Squared);
        });
        FrameRecord.WriteAll(to, frame.Features, features => FrameRecord.WriteAll(to, features, to.Write));
        FrameRecord.WriteAll(to, frame.Exchanged, place =>
        {
            to.Write(place.Place);
            FrameRecord.WriteAll(to, place.Shares, to.Write);
        });
    }

    public static DenseFrame Read(BinaryReader from) => new()
    {
        Labels = FrameRecord.ReadAll(from, () => FrameRecord.ReadAll(from, () => new LabelCount(from.ReadByte(), from.ReadByte(), from.ReadInt64()))),
        Errors = FrameRecord.ReadAll(from, () => new PictureError(from.ReadDouble(), from.ReadDouble())),
        Features = FrameRecord.ReadAll(from, () => FrameRecord.ReadAll(from, from.ReadSingle)),
        Exchanged = FrameRecord.ReadAll(from, () => new ExchangedShare(from.ReadString(), FrameRecord.ReadAll(from, from.ReadDouble))),
    };
}
