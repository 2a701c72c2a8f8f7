using Fuse3D.Cli.Training;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Training;

namespace Fuse3D.Services.Tests.Cli;

public sealed class RunHistoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Add_StepsOfTwoEpochs_WritesTheirMeansAndMeasurements()
    {
        var history = new RunHistory(_folder.Path, "run");
        history.Add(Step(1, 1, 4));
        history.Add(Step(2, 1, 2));
        history.Add(new ValidationReport(2, 1, [new("mAP@0.25/last", 0.5)], Best: true));
        history.Add(Step(3, 2, 1));
        history.End();

        Assert.Equal(["step,epoch,name,value", "2,1,loss,3", "2,1,mAP@0.25/last,0.5", "3,2,loss,1"], File.ReadAllLines(_folder.File("history.csv")));
        Assert.Contains("run: loss", File.ReadAllText(_folder.File("loss.svg")), StringComparison.Ordinal);
        Assert.Contains("mAP@0.25/last", File.ReadAllText(_folder.File("figures.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_AfterAResumption_GoesOnBehindTheStepsThatStay()
    {
        var first = new RunHistory(_folder.Path, "run");
        first.Add(Step(1, 1, 4));
        first.Add(Step(2, 2, 9));           // lost: the state that is resumed is of step 1
        first.End();
        var second = new RunHistory(_folder.Path, "run");
        second.Add(Step(2, 2, 3));
        second.End();

        Assert.Equal(["1,1,loss,4", "2,2,loss,3"], File.ReadAllLines(_folder.File("history.csv")).Skip(1));
    }

    [Fact]
    public void Add_StepsThatWereLeftOut_CountNot()
    {
        var history = new RunHistory(_folder.Path, "run");
        history.Add(Step(1, 1, 4));
        history.Add(Step(2, 1, double.NaN) with { Skipped = true });
        history.End();

        Assert.Equal("1,1,loss,4", File.ReadAllLines(_folder.File("history.csv"))[1]);
    }

    private static StepReport Step(long step, int epoch, double loss) => new(step, epoch, loss, GradientNorm: 1, Skipped: false)
    {
        Samples = [],
        Rates = new Dictionary<string, double>(),
        Terms = new Dictionary<string, float>(),
        SamplesPerSecond = 1,
        Remaining = TimeSpan.Zero,
    };
}
