namespace Fuse3D.Vision.Models.Modalities;

/// <summary>Fusion of the modalities' whole maps behind stages of an encoder: the baselines that channel exchange is compared with.</summary>
public sealed record MapFusion
{
    /// <summary>Maps stay as they are.</summary>
    public static MapFusion None { get; } = new();

    public StageFusion Kind { get; init; }

    /// <summary>Stages, from 1, that it follows.</summary>
    public IReadOnlyList<int> Stages { get; init; } = [];

    /// <summary>
    /// Whether branches have their own weights up to the last fused stage, and one network without branches follows it (the "common" setting).
    /// Otherwise every branch goes on with the fused map. Aligned branches never join.
    /// </summary>
    public bool Join { get; init; }

    /// <summary>Whether one network without branches follows.</summary>
    internal bool Joins => Join && Kind is not (StageFusion.None or StageFusion.Align);

    /// <summary>What the layers of a stage share, and how many branches pass them.</summary>
    /// <param name="whole">of the network without fusion</param>
    internal ModalPlan PlanOf(int stage, ModalPlan whole)
    {
        bool separate = Join && (!Joins || stage <= Stages.Max());
        return whole with
        {
            Modalities = Joins && !separate ? 1 : whole.Modalities,
            SharedConvolutions = whole.SharedConvolutions && !separate,
            SharedNorms = whole.SharedNorms && !separate,
        };
    }

    /// <param name="first">stage that may be fused</param>
    /// <exception cref="InvalidInputException">no stages are named, or others</exception>
    internal void Require(int first, int last)
    {
        if (Kind != StageFusion.None && (Stages.Count == 0 || Stages.Any(stage => stage < first || stage > last)))
            throw new InvalidInputException($"baseline.stages are [{string.Join(", ", Stages)}]; one or more of {first} to {last} are wanted", "baseline.stages");
    }
}

/// <summary>How the modalities' whole maps are fused.</summary>
public enum StageFusion
{
    /// <summary>Maps stay as they are.</summary>
    None,

    /// <summary>Concatenated, and mixed by a 1x1 convolution.</summary>
    Concat,

    /// <summary>Their mean.</summary>
    Average,

    /// <summary>Maps stay as they are; a loss draws projections of them together.</summary>
    Align,

    /// <summary>Concatenated, gated by themselves, and mixed by a 3x3 convolution.</summary>
    SelfAttention,
}
