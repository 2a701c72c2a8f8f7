using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>Points of several looks into a room, brought together: measurements of the same object within a small cube become one point.</summary>
/// <param name="pointsFromWorld">to the axes of the points</param>
internal sealed class FusedScan(Transform3D pointsFromWorld)
{
    /// <summary>Side of the cubes in metres, about that of the edges in a published scan's mesh.</summary>
    private const double Cube = 0.02;

    private readonly Dictionary<(int X, int Y, int Z, ushort Instance), int> _places = [];
    private readonly List<Measured> _measured = [];

    public void Add(RoomLook look)
    {
        RenderedView seen = look.Seen;
        Transform3D pointsFromCamera = pointsFromWorld.After(look.View.CameraFromWorld.Inverse());
        for (int i = 0; i < seen.Instance.Length; i++)
        {
            if (look.Sensed.Values[i] == 0 || !look.View.Camera.TryUnproject(
                i % seen.Width, i / seen.Width, look.Sensed.Values[i] * RoomLook.MetresPerUnit, out Point3D inCamera))
                continue;
            Place(pointsFromCamera.Apply(inCamera), seen.Instance[i]).Add(
                pointsFromCamera.Apply(inCamera), seen.Nyu40[i], seen.Rgb.AsSpan(3 * i, 3));
        }
    }

    /// <summary>All points, in the order in which their first measurements came.</summary>
    public ScanNetScene ToScene(IReadOnlyList<ScanNetBox> boxes)
    {
        var rows = new float[_measured.Count * ScanNetScene.Width];
        for (int i = 0; i < _measured.Count; i++)
            _measured[i].Mean(rows.AsSpan(i * ScanNetScene.Width, ScanNetScene.Width));
        return new ScanNetScene(rows, [.. _measured.Select(m => m.Nyu40)], [.. _measured.Select(m => (int)m.Instance)], boxes);
    }

    private Measured Place(Point3D p, ushort instance)
    {
        (int, int, int, ushort) key = ((int)Math.Floor(p.X / Cube), (int)Math.Floor(p.Y / Cube), (int)Math.Floor(p.Z / Cube), instance);
        if (!_places.TryGetValue(key, out int place))
        {
            _places[key] = place = _measured.Count;
            _measured.Add(new Measured(instance));
        }

        return _measured[place];
    }

    private sealed class Measured(ushort instance)
    {
        private Point3D _sum, _colour;
        private int _count;

        public ushort Instance { get; } = instance;

        public int Nyu40 { get; private set; }

        public void Add(Point3D p, byte nyu40, ReadOnlySpan<byte> rgb)
        {
            (_sum, _colour, Nyu40) = (_sum + p, _colour + new Point3D(rgb[0], rgb[1], rgb[2]), nyu40);
            _count++;
        }

        /// <param name="row">x y z, red green blue in whole numbers</param>
        public void Mean(Span<float> row)
        {
            (Point3D p, Point3D c) = (_sum * (1.0 / _count), _colour * (1.0 / _count));
            (row[0], row[1], row[2]) = ((float)p.X, (float)p.Y, (float)p.Z);
            (row[3], row[4], row[5]) = (MathF.Round((float)c.X), MathF.Round((float)c.Y), MathF.Round((float)c.Z));
        }
    }
}
