using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Data.SunRgbd;

namespace Fuse3D.Services.Tests.Cli;

/// <summary>Two processes whose batch norms wait for each other dozens of times a step.</summary>
[Trait("Category", "Fault")]
public sealed class SyncedTrainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScratchFolder _rooms = InventedRooms.Make(8);

    public void Dispose()
    {
        _folder.Dispose();
        _rooms.Dispose();
    }

    [SkippableTheory]
    [InlineData(0), InlineData(1)]
    public async Task Train_OneOfTwoProcessesIsKilled_TheOtherEndsAndSaysSo(int killed)
    {
        Skip.IfNot(TrainingProcess.HasGloo, "this build has no gloo");
        File.WriteAllText(_folder.File("small.yaml"), Config());
        TrainingProcess[] ranks = TrainingProcess.Pair([_folder.File("small.yaml"), "--out", _folder.File("run"), "--threads", "1"]);
        Assert.True(SpinWait.SpinUntil(() => Directory.Exists(_folder.File("run/checkpoints/step-000000002")), TimeSpan.FromSeconds(100)));

        ranks[killed].Kill();
        var (exit, _, error) = await ranks[1 - killed].EndAsync();

        Assert.Equal(1, exit);
        Assert.Contains("another process of the run is gone", error, StringComparison.Ordinal);
        Array.ForEach(ranks, rank => rank.Dispose());
    }

    private string Config() => $$"""
        name: small
        family: group_free
        model:
          group_free:
            decoder_layers: 1
            candidates: 16
            class_agnostic_size: true
            stage_points: [64, 32, 16, 16]
            channels: 32
            heads: 4
            feed_forward: 32
            heading_bins: 12
            mean_sizes_of: sunrgbd
        data: { layout: sunrgbd_prepared, root: {{_rooms.Path}}, classes: sunrgbd, points: 256 }
        train:
          epochs: 20000
          batch: 2
          sync_batch_norm: true
          validate_every: 0
          checkpoints: { every_epochs: 0, every_steps: 1 }
        """;
}
