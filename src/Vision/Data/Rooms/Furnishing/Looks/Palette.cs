using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Looks;

/// <summary>What each role of a piece is made of. A role that is not named is made like the body.</summary>
internal sealed class Palette(Material body)
{
    private readonly Dictionary<Role, Material> _materials = new() { [Role.Body] = body };

    public Material this[Role role]
    {
        get => _materials.GetValueOrDefault(role) ?? _materials[Role.Body];
        init => _materials[role] = value;
    }

    /// <summary>The same colours in what a depth sensor hardly sees.</summary>
    public Palette HiddenFromDepth(SeededRandom random)
    {
        var hidden = new Palette(_materials[Role.Body].HiddenFromDepth(random));
        foreach (Role role in _materials.Keys.Where(role => role != Role.Body).Order())
            hidden._materials[role] = _materials[role].HiddenFromDepth(random);
        return hidden;
    }
}
