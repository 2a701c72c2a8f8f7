namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>Writes rooms as a data set lies on disk. Thread-safe for different rooms.</summary>
internal interface IRoomLayout
{
    /// <summary>A room is seen from a path of places instead of one.</summary>
    bool Walks { get; }

    /// <summary>Which rooms belong to which split.</summary>
    void WriteLists(IReadOnlyList<PlannedRoom> rooms);

    /// <summary>Writes every file of a room, each of them whole.</summary>
    /// <param name="looks">one, or those of a path</param>
    /// <returns>the objects that the labels name: their indices in the scene</returns>
    IReadOnlyCollection<int> Write(PlannedRoom room, IReadOnlyList<RoomLook> looks);
}
