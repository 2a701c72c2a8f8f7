using System.Buffers;

namespace Fuse3D.Vision.Kernels;

/// <summary>Points sorted into the cells of a box, so that those within a radius of a place lie in a few cells around it.</summary>
/// <remarks>A cell is at least a radius wide, and wider where that would make more cells than twice the points.</remarks>
internal sealed class PointGrid : IDisposable
{
    public const int MaxStretches = 16;
    private const double CellPerRadius = 1.001;     // so that a ball touches at most 3 cells along an axis, rounding included

    private readonly double[] _low = new double[3];
    private readonly int[] _cells = [1, 1, 1];      // along each axis
    private readonly double _perMetre;
    private readonly int[] _cellStart;              // where each cell's points begin, and the end of the last
    private readonly int[] _index;

    public PointGrid(ReadOnlySpan<float> xyz, float radius)
    {
        (Count, Radius) = (xyz.Length / 3, radius);
        _perMetre = 1 / PlaceCells(xyz);
        _cellStart = ArrayPool<int>.Shared.Rent(_cells[0] * _cells[1] * _cells[2] + 1);
        _index = ArrayPool<int>.Shared.Rent(Count);
        (InOrder, Sorted) = (new Axes(xyz), new Axes(Count));
        Sort();
    }

    public int Count { get; }

    public float Radius { get; }

    /// <summary>The points in the cloud's order.</summary>
    public Axes InOrder { get; }

    /// <summary>The points cell by cell.</summary>
    public Axes Sorted { get; }

    /// <summary>The index in the cloud of each sorted point; ascending within a cell.</summary>
    public ReadOnlySpan<int> Index => _index.AsSpan(0, Count);

    /// <summary>Where in the sorted points those that may be within the radius of a centre lie.</summary>
    /// <param name="stretches">[MaxStretches] receives one stretch for each row of cells along x</param>
    /// <returns>how many stretches</returns>
    public int Around(ReadOnlySpan<float> centre, Span<(int Start, int End)> stretches)
    {
        // A hit's rounded |dx| is below the radius, so its true |dx| is below radius (1 + 2^-23).
        double reach = Radius * (1 + 1e-6);
        (int x0, int x1) = (Cell(0, centre[0] - reach), Cell(0, centre[0] + reach));
        (int y0, int y1) = (Cell(1, centre[1] - reach), Cell(1, centre[1] + reach));
        (int z0, int z1) = (Cell(2, centre[2] - reach), Cell(2, centre[2] + reach));
        int count = 0;
        for (int z = z0; z <= z1; z++)
        {
            for (int y = y0; y <= y1; y++)
            {
                int row = (z * _cells[1] + y) * _cells[0];
                stretches[count++] = (_cellStart[row + x0], _cellStart[row + x1 + 1]);
            }
        }

        return count;
    }

    public void Dispose()
    {
        InOrder.Dispose();
        Sorted.Dispose();
        ArrayPool<int>.Shared.Return(_cellStart);
        ArrayPool<int>.Shared.Return(_index);
    }

    // Monotonic in the coordinate, which is what keeps hits inside the cells looked at.
    private int Cell(int axis, double coordinate) => (int)Math.Clamp((coordinate - _low[axis]) * _perMetre, 0, _cells[axis] - 1);

    private int Cell(float x, float y, float z) => (Cell(2, z) * _cells[1] + Cell(1, y)) * _cells[0] + Cell(0, x);

    private double PlaceCells(ReadOnlySpan<float> xyz)
    {
        double[] extent = new double[3];
        for (int axis = 0; axis < 3 && Count > 0; axis++)
        {
            (float low, float high) = (xyz[axis], xyz[axis]);
            for (int i = axis; i < xyz.Length; i += 3)
                (low, high) = (MathF.Min(low, xyz[i]), MathF.Max(high, xyz[i]));
            (_low[axis], extent[axis]) = (low, (double)high - low);
        }

        double width = Radius * CellPerRadius, most = Math.Max(64, 2.0 * Count);
        while ((extent[0] / width + 1) * (extent[1] / width + 1) * (extent[2] / width + 1) > most)
            width *= 1.25;
        for (int axis = 0; axis < 3; axis++)
            _cells[axis] = (int)(extent[axis] / width) + 1;
        return width;
    }

    // Counting sort; points of a cell stay in index order.
    private void Sort()
    {
        ReadOnlySpan<float> x = InOrder.X, y = InOrder.Y, z = InOrder.Z;
        Span<float> sortedX = Sorted.X, sortedY = Sorted.Y, sortedZ = Sorted.Z;
        int[] cellOf = ArrayPool<int>.Shared.Rent(Count);
        Span<int> start = _cellStart.AsSpan(0, _cells[0] * _cells[1] * _cells[2] + 1);
        start.Clear();
        for (int i = 0; i < Count; i++)
            start[cellOf[i] = Cell(x[i], y[i], z[i])]++;
        for (int cell = 0, sum = 0; cell < start.Length; cell++)
            (start[cell], sum) = (sum + start[cell], sum + start[cell]);
        for (int i = Count - 1; i >= 0; i--)        // from the back: each start ends where its cell begins
        {
            int at = --start[cellOf[i]];
            (sortedX[at], sortedY[at], sortedZ[at], _index[at]) = (x[i], y[i], z[i], i);
        }

        ArrayPool<int>.Shared.Return(cellOf);
    }
}
