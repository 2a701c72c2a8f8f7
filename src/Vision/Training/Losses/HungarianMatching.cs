namespace Fuse3D.Vision.Training.Losses;

/// <summary>The cheapest way to pair rows with columns, each used at most once; as many pairs as the shorter side has.</summary>
/// <remarks>
/// Exact, by shortest augmenting paths with potentials (D. F. Crouse, On implementing 2D rectangular assignment algorithms, 2016):
/// O(n² m) for n rows and m columns, n at most m. Equal costs go to the lower index.
/// </remarks>
public static class HungarianMatching
{
    /// <param name="cost">[rows, columns]; infinity forbids a pair</param>
    /// <returns>[rows] the column of each row, -1 where columns are fewer and the row got none</returns>
    /// <exception cref="InvalidInputException">a cost is NaN or -infinity, or what is forbidden leaves no full matching</exception>
    public static int[] Solve(ReadOnlySpan<double> cost, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(cost.Length, rows * columns, nameof(cost));
        Check(cost, columns);
        if (rows <= columns)
            return new Search(cost, rows, columns).Run();

        int[] rowOfColumn = new Search(Transposed(cost, rows, columns), columns, rows).Run();
        var columnOfRow = new int[rows];
        Array.Fill(columnOfRow, -1);
        for (int column = 0; column < columns; column++)
            columnOfRow[rowOfColumn[column]] = column;
        return columnOfRow;
    }

    private static void Check(ReadOnlySpan<double> cost, int columns)
    {
        for (int i = 0; i < cost.Length; i++)
        {
            if (cost[i] > double.NegativeInfinity)
                continue;
            throw new InvalidInputException(
                $"the cost of row {i / columns} and column {i % columns} is {cost[i]}; it must be a number or infinity", nameof(cost));
        }
    }

    private static double[] Transposed(ReadOnlySpan<double> cost, int rows, int columns)
    {
        var transposed = new double[cost.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                transposed[column * rows + row] = cost[row * columns + column];
        }

        return transposed;
    }

    // Rows are at most as many as columns.
    private readonly ref struct Search(ReadOnlySpan<double> cost, int rows, int columns)
    {
        private readonly ReadOnlySpan<double> _cost = cost;
        private readonly double[] _rowPotential = new double[rows], _columnPotential = new double[columns];
        private readonly int[] _columnOfRow = Unmatched(rows), _rowOfColumn = Unmatched(columns);
        private readonly double[] _distance = new double[columns];     // of the shortest path to each column
        private readonly int[] _from = new int[columns];               // the row before it on that path
        private readonly bool[] _done = new bool[columns];

        public int[] Run()
        {
            for (int row = 0; row < _rowPotential.Length; row++)
            {
                (int last, double length) = ShortestPath(row);
                UpdatePotentials(row, length);
                Augment(row, last);
            }

            return _columnOfRow;
        }

        // Dijkstra on reduced costs from a row without a partner to the nearest column without one.
        private (int Column, double Length) ShortestPath(int start)
        {
            Array.Fill(_distance, double.PositiveInfinity);
            Array.Clear(_done);
            int row = start;
            double length = 0;
            while (true)
            {
                int nearest = Relax(row, length);
                if (nearest < 0)
                    throw new InvalidInputException($"row {start} has no column left: infinite costs forbid every full matching", "cost");
                length = _distance[nearest];
                _done[nearest] = true;
                if (_rowOfColumn[nearest] < 0)
                    return (nearest, length);
                row = _rowOfColumn[nearest];
            }
        }

        /// <returns>the nearest column that is not done, one without a partner where equal; -1 when none can be reached</returns>
        private int Relax(int row, double length)
        {
            int columns = _done.Length, nearest = -1;
            double least = double.PositiveInfinity;
            for (int column = 0; column < columns; column++)
            {
                if (_done[column])
                    continue;
                double through = length + _cost[row * columns + column] - _rowPotential[row] - _columnPotential[column];
                if (through < _distance[column])
                    (_distance[column], _from[column]) = (through, row);
                bool free = nearest >= 0 && _rowOfColumn[nearest] >= 0 && _rowOfColumn[column] < 0;
                if (_distance[column] < least || (free && _distance[column] == least && least < double.PositiveInfinity))
                    (least, nearest) = (_distance[column], column);
            }

            return nearest;
        }

        private void UpdatePotentials(int start, double length)
        {
            _rowPotential[start] += length;
            for (int column = 0; column < _done.Length; column++)
            {
                if (!_done[column])
                    continue;
                double shorter = length - _distance[column];
                _columnPotential[column] -= shorter;
                if (_rowOfColumn[column] >= 0)
                    _rowPotential[_rowOfColumn[column]] += shorter;
            }
        }

        private void Augment(int start, int last)
        {
            for (int column = last; ;)
            {
                int row = _from[column], next = _columnOfRow[row];
                (_rowOfColumn[column], _columnOfRow[row]) = (row, column);
                if (row == start)
                    return;
                column = next;
            }
        }

        private static int[] Unmatched(int count)
        {
            var partners = new int[count];
            Array.Fill(partners, -1);
            return partners;
        }
    }
}
