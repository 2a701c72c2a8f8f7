namespace Fuse3D.Vision.Formats.PointClouds;

/// <summary>PLY: points are the element "vertex" with its properties in any order; faces and lists are skipped.</summary>
internal static class Ply
{
    public static PointCloud Decode(ReadOnlySpan<byte> file, string name, int maxPoints)
    {
        PlyHeader header = PlyHeader.Parse(file, name);
        PlyElement vertices = header.Elements.Find(e => e.Name == "vertex")
            ?? throw new InvalidInputException($"{name}: no element 'vertex'");
        int count = PointCloudFile.CheckCount(vertices.Count, maxPoints, name);
        // A value takes at least a digit and a space in text. Nothing of the claimed size is made before the file is long enough.
        long least = count * (header.Format == PlyFormat.Ascii ? 2L * vertices.Properties.Count : vertices.MinBytes);
        if (least > file.Length - header.DataStart + 1)
            throw new InvalidInputException(
                $"{name}: {count} points take at least {least} bytes, but {file.Length - header.DataStart} follow the header");

        var columns = new PointColumns();
        float[]?[] values = [.. vertices.Properties.Select(
            p => p.CountType is null ? columns.Add(p.Name, count, FullScale(p.Type), name) : null)];
        if (header.Format == PlyFormat.Ascii)
            ReadText(file, header, vertices, values, name);
        else
            ReadBinary(file, header, vertices, values, name);
        return columns.ToCloud(name);
    }

    // What a colour of this type is divided by to lie in 0..1.
    private static float FullScale(ElementType type) => type switch
    {
        ElementType.Float32 or ElementType.Float64 => 1,
        ElementType.UInt16 => 65535,
        _ => 255,
    };

    private static void ReadText(ReadOnlySpan<byte> file, PlyHeader header, PlyElement vertices, float[]?[] values, string name)
    {
        var numbers = new TextNumbers(file, header.DataStart, header.DataLine, name);
        foreach (PlyElement element in header.Elements.TakeWhile(e => e != vertices).Where(e => e.Properties.Count > 0))
        {
            for (long row = 0; row < element.Count; row++)
                ReadTextRow(ref numbers, element, null, 0);
        }

        for (int row = 0; row < vertices.Count; row++)
            ReadTextRow(ref numbers, vertices, values, row);
    }

    private static void ReadTextRow(ref TextNumbers numbers, PlyElement element, float[]?[]? values, int row)
    {
        for (int p = 0; p < element.Properties.Count; p++)
        {
            double value = numbers.Next();
            if (element.Properties[p].CountType is not null)
            {
                for (double left = value; left >= 1; left--)
                    numbers.Next();
            }
            else if (values is not null)
            {
                values[p]![row] = (float)value;
            }
        }
    }

    private static void ReadBinary(ReadOnlySpan<byte> file, PlyHeader header, PlyElement vertices, float[]?[] values, string name)
    {
        bool big = header.Format == PlyFormat.BigEndian;
        long at = header.DataStart;
        foreach (PlyElement element in header.Elements.TakeWhile(e => e != vertices).Where(e => e.Properties.Count > 0))
        {
            if (!element.HasLists)
                at = Advance(file, at, element.Count, element.MinBytes, name);
            for (long row = 0; element.HasLists && row < element.Count; row++)
                at = ReadBinaryRow(file, at, element, big, null, 0, name);
        }

        for (int row = 0; row < vertices.Count; row++)
            at = ReadBinaryRow(file, at, vertices, big, values, row, name);
    }

    private static long ReadBinaryRow(
        ReadOnlySpan<byte> file, long at, PlyElement element, bool big, float[]?[]? values, int row, string name)
    {
        for (int p = 0; p < element.Properties.Count; p++)
        {
            PlyProperty property = element.Properties[p];
            long next = Advance(file, at, 1, property.MinBytes, name);
            double value = Scalar.Read(file[(int)at..], property.CountType ?? property.Type, big);
            if (property.CountType is not null)
                next = Advance(file, next, (long)value, property.Type.Size(), name);
            else if (values is not null)
                values[p]![row] = (float)value;
            at = next;
        }

        return at;
    }

    private static long Advance(ReadOnlySpan<byte> file, long at, long count, int bytes, string name) =>
        count >= 0 && count <= (file.Length - at) / bytes
            ? at + count * bytes
            : throw new InvalidInputException(
                $"{name}: {count} values of {bytes} bytes at byte {at} reach past the end, {file.Length} (truncated?)");
}
