using System.Globalization;
using Fuse3D.Vision.Metrics.Reports;
using Fuse3D.Vision.Training;

namespace Fuse3D.Cli.Training;

/// <summary>
/// A run's curves beside its networks: history.csv with the mean loss of each epoch and every measurement, and both as pictures, loss.svg and
/// figures.svg. A resumed run goes on in the same file; what it does again is overwritten.
/// </summary>
/// <param name="folder">the run's</param>
/// <param name="name">of the run, for the pictures' titles</param>
internal sealed class RunHistory(string folder, string name)
{
    private const string Head = "step,epoch,name,value", Loss = "loss";

    private List<Row>? _rows;
    private (int Epoch, long Step, double Sum, int Count) _open;

    /// <summary>Counts a step's loss; the epoch's mean is written once the next epoch begins, or at the end.</summary>
    public void Add(StepReport report)
    {
        Begin(report.Step);
        if (_open.Epoch != report.Epoch)
            CloseEpoch();
        if (!report.Skipped)
            _open = (report.Epoch, report.Step, _open.Sum + report.Loss, _open.Count + 1);
    }

    public void Add(ValidationReport report)
    {
        Begin(report.Step + 1);
        CloseEpoch();
        _rows!.RemoveAll(row => row.Step == report.Step && row.Name != Loss);        // measured again after a resumption
        _rows.AddRange(report.Figures.Select(figure => new Row(report.Step, report.Epoch, figure.Key, figure.Value)));
        Write();
    }

    /// <summary>Writes what is there.</summary>
    public void End()
    {
        CloseEpoch();
        if (_rows is { Count: > 0 })
            Write();
    }

    private void CloseEpoch()
    {
        if (_open.Count > 0)
            _rows!.Add(new(_open.Step, _open.Epoch, Loss, _open.Sum / _open.Count));
        _open = default;
    }

    // A resumed run keeps the rows of the steps before its first.
    private void Begin(long next) => _rows ??= [.. Read().Where(row => row.Step < next)];

    private IEnumerable<Row> Read()
    {
        string path = Path.Combine(folder, "history.csv");
        if (!File.Exists(path))
            yield break;
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            if (line.Split(',') is [var step, var epoch, var figure, var value]
                && long.TryParse(step, CultureInfo.InvariantCulture, out long at)
                && int.TryParse(epoch, CultureInfo.InvariantCulture, out int of)
                && double.TryParse(value, CultureInfo.InvariantCulture, out double number))
                yield return new(at, of, figure, number);
        }
    }

    private void Write()
    {
        Directory.CreateDirectory(folder);
        IEnumerable<string> lines = _rows!.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Step},{row.Epoch},{row.Name},{row.Value}"));
        File.WriteAllLines(Path.Combine(folder, "history.csv"), lines.Prepend(Head));
        Draw("loss.svg", $"{name}: loss", Loss, row => row.Name == Loss);
        Draw("figures.svg", $"{name}: on data that it does not learn", "", row => row.Name != Loss && !row.Name.StartsWith("AR", StringComparison.Ordinal));
    }

    private void Draw(string file, string title, string up, Func<Row, bool> wanted)
    {
        ChartLine[] lines =
        [
            .. _rows!.Where(wanted).GroupBy(row => row.Name).Select(group =>
                new ChartLine(group.Key, [.. group.OrderBy(row => row.Step).Select(row => ((double)row.Epoch, row.Value, 0.0))])),
        ];
        if (lines.Length > 0)
            File.WriteAllText(Path.Combine(folder, file), new LineChart(title, "epoch", up, lines).Svg());
    }

    private sealed record Row(long Step, int Epoch, string Name, double Value);
}
