using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>Where rooms, and looks into them, come from. Thread-safe; the same seed gives the same to the bit.</summary>
internal interface IRoomStudio
{
    RoomScene Furnish(ulong seed);

    /// <summary>A look from one place.</summary>
    RoomLook Look(RoomScene scene);

    /// <summary>Looks from a path through the room.</summary>
    IReadOnlyList<RoomLook> Walk(RoomScene scene, int looks);
}
