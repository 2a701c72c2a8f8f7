using FsCheck;
using FsCheck.Fluent;
using Fuse3D.Vision.Training.Losses;

namespace Fuse3D.Vision.Tests.Training;

public class HungarianMatchingTests
{
    private const double Forbidden = double.PositiveInfinity;

    // Small whole numbers, so that ties abound and sums are exact; some pairs are forbidden.
    private static Gen<(int Rows, int Columns, double[] Cost)> Matrices { get; } =
        from rows in Gen.Choose(0, 5)
        from columns in Gen.Choose(0, 5)
        from cost in Gen.Choose(-4, 6).Select(value => value == 6 ? Forbidden : value).ArrayOf(rows * columns)
        select (rows, columns, cost);

    [Fact]
    public void Solve_AnySmallMatrix_CostsWhatBruteForceFinds() => Prop.ForAll(Matrices.ToArbitrary(), matrix =>
    {
        var (rows, columns, cost) = matrix;
        double best = Cheapest(cost, rows, columns, row: 0, new bool[columns], spare: Math.Max(0, rows - columns));
        if (double.IsInfinity(best))
        {
            Assert.Throws<InvalidInputException>(() => HungarianMatching.Solve(cost, rows, columns));
            return;
        }

        int[] columnOfRow = HungarianMatching.Solve(cost, rows, columns);
        int[] used = [.. columnOfRow.Where(column => column >= 0)];
        Assert.Equal(Math.Min(rows, columns), used.Distinct().Count());
        Assert.Equal(used.Length, used.Distinct().Count());
        Assert.Equal(best, columnOfRow.Select((column, row) => column < 0 ? 0 : cost[row * columns + column]).Sum());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(1, 3));

    [Fact]
    public void Solve_EqualCosts_PairsByIndex() =>
        Assert.Equal([0, 1, 2], HungarianMatching.Solve(new double[12], 3, 4));

    [Fact]
    public void Solve_MoreRowsThanColumns_LeavesTheDearestRowOut() =>
        Assert.Equal([1, -1, 0], HungarianMatching.Solve([9, 1, 8, 8, 2, 7], 3, 2));

    [Theory]
    [InlineData(double.NaN), InlineData(double.NegativeInfinity)]
    public void Solve_CostThatIsNoNumber_SaysWhere(double bad)
    {
        var error = Assert.Throws<InvalidInputException>(() => HungarianMatching.Solve([1, 2, bad, 4], 2, 2));
        Assert.Contains("row 1 and column 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Solve_HundredDetectionsAndManyTargets_EndsSoon()
    {
        var random = new Random(1);
        double[] cost = [.. Enumerable.Range(0, 100 * 100).Select(_ => random.NextDouble())];
        int[] columns = HungarianMatching.Solve(cost, 100, 100);
        Assert.Equal(Enumerable.Range(0, 100), columns.Order());
    }

    // Tries every column for every row; rows beyond the columns may go without.
    private static double Cheapest(double[] cost, int rows, int columns, int row, bool[] used, int spare)
    {
        if (row == rows)
            return 0;
        double best = spare > 0 ? Cheapest(cost, rows, columns, row + 1, used, spare - 1) : Forbidden;
        for (int column = 0; column < columns; column++)
        {
            if (used[column])
                continue;
            used[column] = true;
            best = Math.Min(best, cost[row * columns + column] + Cheapest(cost, rows, columns, row + 1, used, spare));
            used[column] = false;
        }

        return best;
    }
}
