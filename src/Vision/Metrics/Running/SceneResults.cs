using Fuse3D.Vision.Data;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>Makes results of what a network puts out for scenes.</summary>
/// <param name="heads">what boxes are read from, each selection by itself</param>
/// <param name="decoder">of the network's classes</param>
public sealed class SceneResults(IReadOnlyList<HeadSelection> heads, BoxDecoder decoder)
{
    public FrameResult Of(FrameKey key, DetectionSample sample, ScenePrediction prediction)
    {
        float[] xyz = Positions(sample);
        return new(key, sample.Id)
        {
            Truth = sample.Truth,
            Heads = [.. heads.Select(head => decoder.Decode(prediction.Points.Of(head), xyz))],
            Pictures = [.. prediction.Pictures.Zip(sample.Views, (found, view) =>
                new PictureResult(PictureDecoding.Truth(view.Targets, view.Size), PictureDecoding.Decode(found, view.Size)))],
        };
    }

    private static float[] Positions(DetectionSample sample)
    {
        int width = sample.Points.Length / sample.PointCount;
        if (width == 3)
            return sample.Points;
        float[] xyz = new float[3 * sample.PointCount];
        for (int i = 0; i < sample.PointCount; i++)
            sample.Points.AsSpan(i * width, 3).CopyTo(xyz.AsSpan(3 * i));
        return xyz;
    }
}
