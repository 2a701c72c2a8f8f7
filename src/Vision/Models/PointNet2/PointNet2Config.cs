namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>The PointNet++ backbone of Group-Free 3D: four set abstractions, two feature propagations.</summary>
public sealed record PointNet2Config
{
    /// <summary>Channels of each input point besides x, y, z (3 colours, then 1 height, where used).</summary>
    public int Features { get; init; }

    public double Width { get; init; } = 1;         // factor on every hidden channel count; 1 and 2 are published

    public int Depth { get; init; } = 2;            // hidden layers of each set abstraction

    public int SeedChannels { get; init; } = 288;   // channels of the seeds, the decoder's width

    /// <summary>Points that each set abstraction keeps; the second one's are the seeds.</summary>
    public IReadOnlyList<int> StagePoints { get; init; } = [2048, 1024, 512, 256];

    /// <summary>The set abstractions, from the cloud upwards. Radii in metres.</summary>
    public IReadOnlyList<SetAbstractionConfig> Stages =>
    [
        new(StagePoints[0], Radius: 0.2f, Samples: 64, Features, [.. Enumerable.Repeat(Channels(64), Depth), Channels(128)]),
        new(StagePoints[1], Radius: 0.4f, Samples: 32, Channels(128), [.. Enumerable.Repeat(Channels(128), Depth), Channels(256)]),
        new(StagePoints[2], Radius: 0.8f, Samples: 16, Channels(256), [.. Enumerable.Repeat(Channels(128), Depth), Channels(256)]),
        new(StagePoints[3], Radius: 1.2f, Samples: 16, Channels(256), [.. Enumerable.Repeat(Channels(128), Depth), Channels(256)]),
    ];

    /// <summary>Channels of the two feature propagations: inputs first, then each layer's outputs.</summary>
    public IReadOnlyList<int[]> Propagations =>
    [
        [Channels(512), Channels(256), Channels(256)],
        [Channels(512), Channels(256), SeedChannels],
    ];

    private int Channels(int published) => (int)(published * Width);
}

/// <param name="Points">points that the stage keeps</param>
/// <param name="Radius">metres</param>
/// <param name="Samples">neighbours of each kept point</param>
/// <param name="Features">channels that come in, the coordinates not counted</param>
/// <param name="Layers">output channels of each layer of the shared MLP</param>
public sealed record SetAbstractionConfig(int Points, float Radius, int Samples, int Features, int[] Layers);
