namespace Fuse3D.Vision.Data.Rooms.Scenes;

/// <summary>NYUv2's 40 classes.</summary>
public static class Nyu40
{
    /// <summary>By number - 1; spelt as in SUN RGB-D.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "wall", "floor", "cabinet", "bed", "chair", "sofa", "table", "door", "window", "bookshelf", "picture", "counter", "blinds", "desk",
        "shelves", "curtain", "dresser", "pillow", "mirror", "floor_mat", "clothes", "ceiling", "books", "refridgerator", "television",
        "paper", "towel", "shower_curtain", "box", "whiteboard", "person", "night_stand", "toilet", "sink", "lamp", "bathtub", "bag",
        "otherstructure", "otherfurniture", "otherprop",
    ];

    private static readonly Dictionary<string, int> Numbers = Names.Select((name, i) => (name, i + 1)).ToDictionary();

    /// <summary>1..40</summary>
    /// <exception cref="ArgumentException">it is none of the 40</exception>
    public static int NumberOf(string name) =>
        Numbers.TryGetValue(name, out int number)
            ? number
            : throw new ArgumentException($"'{name}' is none of NYUv2's 40 classes", nameof(name));
}
