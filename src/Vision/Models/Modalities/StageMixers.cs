using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>The fusions of whole maps in one encoder.</summary>
/// <remarks>Not a module itself: its parts have keys of the network's first level. M modalities.</remarks>
internal sealed class StageMixers
{
    private readonly MapFusion _fusion;
    private readonly ModalPlan _whole;
    private readonly Dictionary<int, StageMixer> _mixers = [];

    /// <param name="whole">of the network without fusion</param>
    /// <param name="widthOf">channels behind a stage, from 1</param>
    public StageMixers(MapFusion fusion, ModalPlan whole, Func<int, int> widthOf)
    {
        (_fusion, _whole) = (fusion, whole);
        foreach (int stage in fusion.Kind == StageFusion.None ? [] : fusion.Stages)
            _mixers[stage] = StageMixer.Of(fusion.Kind, widthOf(stage), whole.Modalities, whole.Device);
    }

    /// <summary>Its parts and their keys.</summary>
    public IEnumerable<(string Key, nn.Module Part)> Parts => _mixers.Select(mixer => ($"fusion{mixer.Key}", (nn.Module)mixer.Value));

    /// <summary>What the layers of a stage share, and how many branches pass them.</summary>
    public ModalPlan PlanOf(int stage) => _fusion.PlanOf(stage, _whole);

    /// <param name="maps">M of [B, C, H, W] behind the stage</param>
    /// <param name="aligned">takes M projections, where the fusion aligns</param>
    /// <returns>what the branches go on with: M of [B, C, H, W], or one where they join here</returns>
    public Tensor[] Apply(int stage, Tensor[] maps, List<Tensor[]> aligned)
    {
        if (!_mixers.TryGetValue(stage, out StageMixer? mixer))
            return maps;
        Tensor[] mixed = mixer.call(maps);
        if (!mixer.Aligns)
            return [.. Enumerable.Repeat(mixed[0], PlanOf(stage + 1).Modalities)];
        aligned.Add(mixed);
        return maps;
    }
}
