using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.Services.Fusion;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Services.Tests.Fusion;

/// <summary>Which branches a fused model takes for its own.</summary>
public sealed class FusionModelTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void WhyNot_PointBranch_NamesWhatDiffersOnceItIsTold()
    {
        var model = FusionModel.Load(ModelFolder.Open(TinyModel.Write(_temporary)), ComputeDevice.Cpu);
        PointBranchInfo same = BranchHello.ReadPoints(new Hello { Points = BranchHello.ToWire(model.PointBranch with { Model = "by another name" }) });

        Assert.Null(model.WhyNot(same));
        Assert.True(same.ReplacedKeyPositions);
        Assert.Contains("ReplacedKeyPositions = False", model.WhyNot(same with { ReplacedKeyPositions = false }), StringComparison.Ordinal);
        Assert.Contains("Layers = 9", model.WhyNot(same with { Layers = 9 }), StringComparison.Ordinal);

        PointBranchInfo silent = BranchHello.ReadPoints(new Hello { Points = BranchHello.ToWire(same with { ReplacedKeyPositions = null }) });
        Assert.Null(silent.ReplacedKeyPositions);
        Assert.Null(model.WhyNot(silent));
    }
}
