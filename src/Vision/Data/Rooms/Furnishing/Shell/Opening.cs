namespace Fuse3D.Vision.Data.Rooms.Furnishing.Shell;

/// <summary>A rectangle of a wall that is no wall: along it from its start, and in height.</summary>
/// <param name="Deep">how far it goes into the wall; 0: something stands before the wall there</param>
internal readonly record struct Opening(float From, float To, float Bottom, float Top, float Deep);
