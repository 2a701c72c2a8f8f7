using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>Rooms as Taskonomy lies on disk: a folder for each domain, one picture of each room. A room is a point; there is one view of it.</summary>
internal sealed class TaskonomyRooms(string root) : IRoomLayout
{
    public bool Walks => false;

    public void WriteLists(IReadOnlyList<PlannedRoom> rooms)
    {
        foreach (string split in PlannedRoom.Splits(rooms))
        {
            PreparedWriter.WriteText(Path.Combine(root, $"{split}_domain.txt"), string.Join('\n', rooms.Where(r => r.Split == split)
                .Select(r => At("{domain}", r))));
        }
    }

    public IReadOnlyCollection<int> Write(PlannedRoom room, IReadOnlyList<RoomLook> looks)
    {
        foreach ((string domain, byte[] png) in TaskonomyDomains.Encode(looks[0].Seen))
        {
            string path = Path.Combine(root, At(domain, room));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            WholeFile.Write(path, stream => stream.Write(png));
        }

        return [];
    }

    private static string At(string domain, PlannedRoom room) => $"{domain}/point_{room.Number}_view_0_domain_{domain}.png";
}
