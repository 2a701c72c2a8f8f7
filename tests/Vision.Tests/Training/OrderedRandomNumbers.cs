namespace Fuse3D.Vision.Tests.Training;

/// <summary>Tests that draw from torch's only generator: another test that draws at the same time would change what they get.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OrderedRandomNumbers
{
    public const string Name = "numbers from torch's generator";
}
