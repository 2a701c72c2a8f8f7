using System.Text;
using Fuse3D.Cli.Training;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Training;

namespace Fuse3D.Services.Tests.Cli;

public sealed class RunObserverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(32_768.0, true), InlineData(null, false)]
    public void Stepped_InFloat16_WritesTheScale(double? scale, bool expected)
    {
        string run = _folder.File("run");
        using (var observer = new RunObserver("run", new() { LogEvery = 1 }, new RunFolder(run), first: true))
        {
            observer.Stepped(new(Step: 1, Epoch: 1, Loss: 2, GradientNorm: 3, Skipped: false)
            {
                Samples = [],
                Rates = new Dictionary<string, double>(),
                Terms = new Dictionary<string, float>(),
                SamplesPerSecond = 1,
                Remaining = TimeSpan.Zero,
                Scale = scale,
            });
        }

        string events = Encoding.Latin1.GetString(File.ReadAllBytes(Assert.Single(Directory.EnumerateFiles(run, "events.out.tfevents.*"))));
        Assert.Contains("train/total", events, StringComparison.Ordinal);
        Assert.Equal(expected, events.Contains("train/scale", StringComparison.Ordinal));
    }
}
