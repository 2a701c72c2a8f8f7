using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>Rooms as NYUDv2's segmentation is prepared: pictures, sensed depth in millimetres, masks of 40 classes.</summary>
internal sealed class NyuRooms(string root) : IRoomLayout
{
    private const byte Unlabelled = 255;

    public bool Walks => false;

    public void WriteLists(IReadOnlyList<PlannedRoom> rooms)
    {
        foreach (string split in PlannedRoom.Splits(rooms))
        {
            PreparedWriter.WriteText(Path.Combine(root, $"{split}.txt"), string.Join('\n', rooms.Where(r => r.Split == split)
                .Select(r => $"{At("rgb", r)}\t{At("masks", r)}\t{At("depth", r)}")));
        }
    }

    public IReadOnlyCollection<int> Write(PlannedRoom room, IReadOnlyList<RoomLook> looks)
    {
        RoomLook look = looks[0];
        Write(At("rgb", room), PictureFile.EncodePng(look.Picture, fast: true));
        Write(At("depth", room), PictureFile.EncodePng(look.Sensed, fast: true));
        Write(At("masks", room), PictureFile.EncodePng(look.Seen.Width, look.Seen.Height, Mask(look.Seen), fast: true));
        return [.. look.Objects.Where(o => o.Thing.Nyu40 is >= 1 and <= 40).Select(o => o.Index)];
    }

    // [H, W] classes counted from 0
    private static byte[] Mask(RenderedView seen) => Array.ConvertAll(seen.Nyu40, id => id is >= 1 and <= 40 ? (byte)(id - 1) : Unlabelled);

    private static string At(string kind, PlannedRoom room) => $"{kind}/{room.Id}.png";

    private void Write(string name, byte[] png)
    {
        string path = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, stream => stream.Write(png));
    }
}
