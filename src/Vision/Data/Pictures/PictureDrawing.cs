using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Data.Pictures;

/// <summary>Makes a network's input and targets of a picture, for every data set of pictures.</summary>
internal static class PictureDrawing
{
    /// <param name="picture">as it is on disk</param>
    /// <param name="objects">everything in it</param>
    public static PictureSample Draw(string id, Picture picture, IReadOnlyList<PictureTruth> objects, PictureDraw draw)
    {
        var stored = new PictureSize(picture.Height, picture.Width);
        if (!draw.Augment)
        {
            (float[] planes, PictureSize size) = draw.View.Make([picture]);
            return new PictureSample(
                id, planes, size, stored, Targets(objects, o => PictureAugmentation.Target(o.Class, o.Box, stored.Width, stored.Height)), objects);
        }

        PictureAugmentation augmentation = PictureAugmentation.Draw(SeededRandom.For(id, draw.Seed), stored, draw.View.ShortSide);
        Picture augmented = augmentation.Apply(picture);
        return new PictureSample(
            id, draw.View.Colours.Apply(augmented), new PictureSize(augmented.Height, augmented.Width), stored,
            Targets(objects, o => augmentation.Apply(o.Class, o.Box, stored)), objects);
    }

    private static PictureTarget[] Targets(IReadOnlyList<PictureTruth> objects, Func<PictureTruth, PictureTarget?> target) =>
        [.. objects.Where(o => !o.Crowd).Select(target).OfType<PictureTarget>()];
}
