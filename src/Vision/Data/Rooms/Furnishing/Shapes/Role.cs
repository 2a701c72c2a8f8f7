namespace Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

/// <summary>What a part of a piece is to it: a shape names roles, and its looks say what each role is made of.</summary>
internal enum Role
{
    Body,
    Top,
    Edge,
    Legs,
    Front,
    Handles,
    Inside,
    Seat,
    Back,
    Cushions,
    Mattress,
    Blanket,
    Headboard,
    Glass,
    Screen,
    Shade,
    Glow,
    Leaves,
    Soil,
    Pages,
    Second,
    Third,
    Fourth,
    Fifth,
}
