using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>Fusion of the modalities' whole maps behind a stage.</summary>
/// <remarks>
/// Wang et al., "Deep Multimodal Fusion by Channel Exchanging", NeurIPS 2020, compare with these; their sizes follow from the parameter counts
/// given there, kernels and gate are the simplest that have them. M modalities, B pictures, C channels.
/// </remarks>
internal abstract class StageMixer : nn.Module<Tensor[], Tensor[]>
{
    protected StageMixer(string name) : base(name)
    {
    }

    /// <summary>Whether the result is M projections for a loss; otherwise it is one map for all branches.</summary>
    public virtual bool Aligns => false;

    public static StageMixer Of(StageFusion kind, int channels, int modalities, Device? device) => kind switch
    {
        StageFusion.Concat => new ConcatMixer(channels, modalities, device),
        StageFusion.Average => new AverageMixer(),
        StageFusion.SelfAttention => new GatedMixer(channels, modalities, device),
        StageFusion.Align => new AlignMixer(channels, device),
        _ => throw new ArgumentException($"{kind} mixes nothing", nameof(kind)),
    };
}

/// <summary>[B, M C] to C by a 1x1 convolution: M C^2 parameters.</summary>
internal sealed class ConcatMixer : StageMixer
{
    private readonly TorchSharp.Modules.Conv2d conv;

    public ConcatMixer(int channels, int modalities, Device? device) : base(nameof(ConcatMixer))
    {
        conv = nn.Conv2d(modalities * channels, channels, 1, bias: false, device: device);
        RegisterComponents();
    }

    /// <param name="modalities">M of [B, C, H, W]</param>
    /// <returns>one [B, C, H, W]</returns>
    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        return [conv.call(cat(modalities, 1)).MoveToOuterDisposeScope()];
    }
}

/// <summary>The mean of the modalities' maps.</summary>
internal sealed class AverageMixer() : StageMixer(nameof(AverageMixer))
{
    /// <param name="modalities">M of [B, C, H, W]</param>
    /// <returns>one [B, C, H, W]</returns>
    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        return [stack(modalities).mean([0]).MoveToOuterDisposeScope()];
    }
}

/// <summary>Gates the concatenated maps by a narrow sigmoid of themselves: 20.25 C^2 parameters for two modalities, and a norm's.</summary>
/// <remarks>After SSMA: Valada et al., "Self-Supervised Model Adaptation for Multimodal Semantic Segmentation", IJCV 2019.</remarks>
internal sealed class GatedMixer : StageMixer
{
    private const int Reduction = 16;

    private readonly TorchSharp.Modules.Conv2d squeeze, excite, conv;
    private readonly TorchSharp.Modules.BatchNorm2d bn;

    public GatedMixer(int channels, int modalities, Device? device) : base(nameof(GatedMixer))
    {
        int all = modalities * channels, narrow = Math.Max(1, channels / Reduction);
        squeeze = nn.Conv2d(all, narrow, 3, padding: 1, bias: false, device: device);
        excite = nn.Conv2d(narrow, all, 3, padding: 1, bias: false, device: device);
        conv = nn.Conv2d(all, channels, 3, padding: 1, bias: false, device: device);
        bn = nn.BatchNorm2d(channels, device: device);
        RegisterComponents();
    }

    /// <param name="modalities">M of [B, C, H, W]</param>
    /// <returns>one [B, C, H, W]</returns>
    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        var all = cat(modalities, 1);                                                       // [B, M C, H, W]
        var gate = excite.call(relu(squeeze.call(all))).sigmoid();
        return [bn.call(conv.call(all * gate)).MoveToOuterDisposeScope()];
    }
}

/// <summary>Projects each modality's map for a loss that draws them together: 10 C^2 parameters, shared by the modalities.</summary>
internal sealed class AlignMixer : StageMixer
{
    private readonly ModalLayer conv1, conv2;

    public AlignMixer(int channels, Device? device) : base(nameof(AlignMixer))
    {
        var plan = new ModalPlan(1) { Device = device };
        (conv1, conv2) = (plan.Convolution(channels, channels, 3), plan.Convolution(channels, channels, 1));
        RegisterComponents();
    }

    public override bool Aligns => true;

    /// <param name="modalities">M of [B, C, H, W]</param>
    /// <returns>M of [B, C, H, W]</returns>
    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        Tensor[] projections = conv2.call(conv1.call(modalities).Each(relu));
        scope.MoveToOuter(projections);
        return projections;
    }
}
