using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Pictures;

/// <summary>SUN RGB-D's pictures with the rectangles of its labels, without the points.</summary>
internal sealed class SunRgbdPictures(ISunRgbdSource source) : IPictureDataset
{
    public string Name => ObjectClasses.SunRgbd.Name;

    public IReadOnlyList<string> ClassNames => ObjectClasses.SunRgbd.Names;

    public IReadOnlyList<string> Ids => source.Ids;

    public PictureSample Draw(string id, PictureDraw draw)
    {
        Picture picture = source.ReadView(id).Picture;
        PictureTruth[] objects = [.. source.ReadObjects(id).Where(o => o.InPicture is not null).Select(Truth)];
        return PictureDrawing.Draw(id, picture, objects, draw);
    }

    // From centres of pixels to their edges.
    private static PictureTruth Truth(LabelledBox labelled)
    {
        PictureBox b = labelled.InPicture!;
        var edges = new PictureBox(b.Left + 0.5, b.Top + 0.5, b.Right + 0.5, b.Bottom + 0.5);
        return new PictureTruth(
            ObjectClasses.SunRgbd.IndexOf(labelled.Label), edges, (b.Right - b.Left) * (b.Bottom - b.Top), Crowd: false);
    }
}
