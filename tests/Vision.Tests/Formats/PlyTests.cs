using System.Text;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Tests.Formats;

public class PlyTests
{
    private const string Ascii = """
        ply
        format ascii 1.0
        comment made by hand
        element camera 1
        property list uchar float parameters
        property float focal
        element vertex 2
        property uchar blue
        property double z
        property list uchar int neighbours
        property float x
        property uchar red
        property uchar green
        property float y
        property float quality
        element face 1
        property list uchar int vertex_indices
        end_header
        2 0.5 0.5 500
        255 3 2 7 8 1 0 51 2 0.25
        0 6e0 0 4 255 0 -5 nan
        3 0 1 0

        """;

    [Theory]
    [InlineData("\n"), InlineData("\r\n")]
    public void Decode_Ascii_FindsPropertiesByName(string newLine)
    {
        PointCloud cloud = Decode(Encoding.UTF8.GetBytes(Ascii.ReplaceLineEndings(newLine)));
        Assert.Equal([1, 2, 3, 4, -5, 6], cloud.Positions);
        Assert.Equal([0, 0.2f, 1, 1, 0, 0], cloud.Colours!);
        Assert.Equal([0.25f, float.NaN], cloud.Extras["quality"]);
        Assert.Single(cloud.Extras);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Decode_Binary_ReadsBothByteOrdersAndSkipsLists(bool big)
    {
        string header = Ascii.ReplaceLineEndings("\n").Replace(
            "ascii", big ? "binary_big_endian" : "binary_little_endian", StringComparison.Ordinal);
        var bytes = new MemoryStream();
        bytes.Write(Encoding.UTF8.GetBytes(header[..(header.IndexOf("end_header", StringComparison.Ordinal) + 11)]));
        void Put(byte[] little) => bytes.Write(big ? [.. little.Reverse()] : little);
        void F(float v) => Put(BitConverter.GetBytes(v));
        bytes.WriteByte(2);
        F(0.5f); F(0.5f); F(500);
        foreach ((byte b, double z, int[] list, float x, byte r, byte g, float y, float q) in
            new[] { ((byte)255, 3.0, (int[])[7, 8], 1f, (byte)0, (byte)51, 2f, 0.25f),
                ((byte)0, 6.0, (int[])[], 4f, (byte)255, (byte)0, -5f, 0f) })
        {
            bytes.WriteByte(b);
            Put(BitConverter.GetBytes(z));
            bytes.WriteByte((byte)list.Length);
            foreach (int i in list)
                Put(BitConverter.GetBytes(i));
            F(x);
            bytes.Write([r, g]);
            F(y); F(q);
        }

        PointCloud cloud = Decode(bytes.ToArray());
        Assert.Equal([1, 2, 3, 4, -5, 6], cloud.Positions);
        Assert.Equal([0, 0.2f, 1, 1, 0, 0], cloud.Colours!);
        Assert.Throws<InvalidInputException>(() => Decode(bytes.ToArray()[..^3]));
    }

    [Theory]
    [InlineData("2 7 8 1 0", "two 7 8 1 0", "line 20: 'two' is not a number")]
    [InlineData("element vertex 2", "element vertex 900000", "900000 points take at least")]
    [InlineData("element vertex 2", "element vertex 99999999999", "at most")]
    [InlineData("element vertex 2", "element points 2", "no element 'vertex'")]
    [InlineData("property float x", "property float w", "x, y and z are needed")]
    [InlineData("property float x", "property float y", "'y'")]
    [InlineData("property float x", "property quad x", "type 'quad'")]
    [InlineData("format ascii 1.0", "format utf8 1.0", "format 'utf8'")]
    [InlineData("end_header", "end", "has no place")]
    [InlineData("element vertex 2", "element vertex -2", "line 7: '-2' is not a whole number")]
    [InlineData("0 6e0 0 4 255 0 -5 nan\n3 0 1 0\n", "0 6e0", "the file ends")]
    public void Decode_Fault_IsNamedWithItsLine(string from, string to, string fault)
    {
        string text = Ascii.ReplaceLineEndings("\n");
        Assert.Contains(from, text, StringComparison.Ordinal);
        var error = Assert.Throws<InvalidInputException>(
            () => Decode(Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal))));
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_EmptyElementOfManyRows_EndsAtOnce() => Assert.Equal(2, Decode(Encoding.UTF8.GetBytes(
        Ascii.Replace("element vertex", "element nothing 9000000000000\nelement vertex", StringComparison.Ordinal).ReplaceLineEndings(
            "\n"))).Count);

    [Theory]
    [InlineData(1), InlineData(2)]
    public void Decode_DamagedFile_DecodesOrRefuses(int seed)
    {
        Mutation.Survive(Encoding.UTF8.GetBytes(Ascii), rounds: 2000, seed, maxBytesEach: 1 << 20, bytes => Decode(bytes));
        using var file = new ScratchFile(".ply");
        PointCloudFile.WritePly(file.Path, PointCloudFileTests.Sample(20, colours: true));
        Mutation.Survive(File.ReadAllBytes(file.Path), rounds: 2000, seed, maxBytesEach: 1 << 20, bytes => Decode(bytes));
    }

    private static PointCloud Decode(byte[] bytes) => PointCloudFile.Decode(bytes, ".ply", "p.ply");
}
