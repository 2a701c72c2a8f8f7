using System.Runtime.InteropServices;
using System.Text;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Formats.PointClouds;

namespace Fuse3D.Vision.Tests.Formats;

public class PcdTests
{
    private const string Header = """
        # .PCD v0.7 - Point Cloud Data file format
        VERSION 0.7
        FIELDS x y z rgb intensity _
        SIZE 4 4 4 4 2 1
        TYPE F F F F U U
        COUNT 1 1 1 1 1 2
        WIDTH 3
        HEIGHT 1
        VIEWPOINT 0 0 0 1 0 0 0
        POINTS 3
        DATA 
        """;

    // x, y, z, packed colour, intensity, two bytes of padding; the second was not measured.
    private static readonly (float X, float Y, float Z, uint Rgb, ushort Intensity)[] Points =
        [(1, 2, 3, 0xFF3300, 700), (float.NaN, float.NaN, float.NaN, 0, 0), (-4, 5, 6.5f, 0x0000FF, 9)];

    [Theory]
    [InlineData("ascii"), InlineData("binary"), InlineData("binary_compressed")]
    public void Decode_EveryEncoding_GivesTheSameCloud(string data)
    {
        PointCloud cloud = Decode(Make(data));
        Assert.Equal([1, 2, 3, -4, 5, 6.5f], cloud.Positions);
        Assert.Equal([1, 0.2f, 0, 0, 0, 1], cloud.Colours!);
        Assert.Equal([700, 9], cloud.Extras["intensity"]);
        Assert.Single(cloud.Extras);
    }

    [Theory]
    [InlineData("POINTS 3", "POINTS 90000000000", "at most")]
    [InlineData("POINTS 3", "POINTS 4", "truncated")]
    [InlineData("SIZE 4 4", "SIZE 4", "list 6, 5, 6 and 6")]
    [InlineData("TYPE F F F", "TYPE F F X", "'X4'")]
    [InlineData("COUNT 1 1 1 1 1 2", "COUNT 1 1 1 1 1 0", "COUNT 0")]
    [InlineData("FIELDS x y z", "FIELDS x y q", "x, y and z are needed")]
    [InlineData("HEIGHT 1", "HEIGHT tall", "'tall'")]
    [InlineData("DATA binary", "DATA zip", "has no place")]
    public void Decode_Fault_IsNamed(string from, string to, string fault)
    {
        byte[] file = Make("binary");
        string text = Encoding.Latin1.GetString(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        var error = Assert.Throws<InvalidInputException>(
            () => Decode(Encoding.Latin1.GetBytes(text.Replace(from, to, StringComparison.Ordinal))));
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryDecompress_RunsAndOverlappingCopies_Unpack()
    {
        var output = new byte[14];
        // "abc", then 9 bytes from 3 back (7 + 2 in the long form: 7, 0), then 2 more literals
        Assert.True(Lzf.TryDecompress([2, (byte)'a', (byte)'b', (byte)'c', 7 << 5, 0, 2, 1, (byte)'x', (byte)'y'], output));
        Assert.Equal("abcabcabcabcxy", Encoding.ASCII.GetString(output));
        Assert.False(Lzf.TryDecompress([2, (byte)'a', (byte)'b', (byte)'c', 7 << 5, 0, 3], output));   // from before the start
        Assert.False(Lzf.TryDecompress([2, (byte)'a'], output));
    }

    [Theory]
    [InlineData(1), InlineData(2)]
    public void Decode_DamagedFile_DecodesOrRefuses(int seed)
    {
        foreach (string data in (string[])["ascii", "binary", "binary_compressed"])
            Mutation.Survive(Make(data), rounds: 1500, seed, maxBytesEach: 1 << 20, bytes => Decode(bytes));
    }

    private static PointCloud Decode(byte[] bytes) => PointCloudFile.Decode(bytes, ".pcd", "p.pcd");

    private static byte[] Make(string data)
    {
        var file = new MemoryStream();
        file.Write(Encoding.ASCII.GetBytes($"{Header.ReplaceLineEndings("\n").TrimEnd()} {data}\n"));
        if (data == "ascii")
            file.Write(Encoding.ASCII.GetBytes(string.Concat(Points.Select(p => FormattableString.Invariant(
                $"{p.X} {p.Y} {p.Z} {BitConverter.UInt32BitsToSingle(p.Rgb):R} {p.Intensity} 0 0\n")))));
        else if (data == "binary")
            file.Write(Points.SelectMany(
                p => (byte[])[.. Bytes(p.X), .. Bytes(p.Y), .. Bytes(p.Z), .. Bytes(p.Rgb), .. Bytes(p.Intensity), 0, 0]).ToArray());
        else
            file.Write(Compressed());
        return file.ToArray();
    }

    // Field after field, as literal runs of up to 32 bytes.
    private static byte[] Compressed()
    {
        byte[] plain = [.. Points.SelectMany(p => Bytes(p.X)), .. Points.SelectMany(p => Bytes(p.Y)), .. Points.SelectMany(p => Bytes(p.Z)),
            .. Points.SelectMany(p => Bytes(p.Rgb)), .. Points.SelectMany(p => Bytes(p.Intensity)), .. new byte[6]];
        byte[] packed = [.. plain.Chunk(32).SelectMany(run => run.Prepend((byte)(run.Length - 1)))];
        return [.. Bytes(packed.Length), .. Bytes(plain.Length), .. packed];
    }

    private static byte[] Bytes<T>(T value) where T : unmanaged => MemoryMarshal.AsBytes([value]).ToArray();
}
