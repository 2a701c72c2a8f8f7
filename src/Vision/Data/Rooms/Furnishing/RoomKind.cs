namespace Fuse3D.Vision.Data.Rooms.Furnishing;

/// <summary>What a room is for: which furniture comes, how large it is, its colours.</summary>
internal enum RoomKind
{
    Bedroom,
    Living,
    Study,
    Bathroom,
    Dining,
    Lounge,
    Studio,
}
