using System.IO.Compression;
using System.Text;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Tests.Formats;

public class NpyTests
{
    [Fact]
    public void Write_EveryType_ReadsBackTheSame()
    {
        foreach (ElementType type in Enum.GetValues<ElementType>().Except(
            [ElementType.BFloat16, ElementType.Float8E4M3, ElementType.Float8E5M2]))
        {
            byte[] bytes = [.. Enumerable.Range(0, 6 * type.Size()).Select(i => (byte)i)];
            NpyArray read = Npy.Decode(Write(type, [2, 3], bytes), "a");
            Assert.Equal(type, read.Type);
            Assert.Equal([2, 3], read.Shape);
            Assert.Equal(bytes, read.Bytes);
        }
    }

    [Fact]
    public void NpzWriter_Bytes_DoNotTellWhenTheyWereWritten()
    {
        var archive = new MemoryStream();
        using (var writer = new NpzWriter(archive))
            writer.Add("a", ElementType.UInt8, [2], [1, 2]);
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read);
        Assert.Equal(new DateTime(1980, 1, 1), Assert.Single(zip.Entries).LastWriteTime.DateTime);
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(3)]
    public void Write_AnyRank_StartsDataAtAMultipleOf64(int rank)
    {
        long[] shape = [.. Enumerable.Repeat(1L, rank)];
        byte[] file = Write(ElementType.Float32, shape, new byte[4]);
        Assert.Equal(0, (file.Length - 4) % 64);
        Assert.Equal(shape, Npy.Decode(file, "a").Shape);
    }

    [Fact]
    public void Decode_FortranOrder_IsTurned()
    {
        // a[i, j, k] = 100 i + 10 j + k, first index fastest in the file
        int[] stored = [.. from k in Enumerable.Range(0, 2)
                           from j in Enumerable.Range(0, 3)
                           from i in Enumerable.Range(0, 2)
                           select 100 * i + 10 * j + k];
        byte[] file = File("{'descr': '<i4', 'fortran_order': True, 'shape': (2, 3, 2), }", [.. stored.SelectMany(BitConverter.GetBytes)]);
        Assert.Equal(stored.Order(), Npy.Decode(file, "a").As<int>());
    }

    [Fact]
    public void Decode_BigEndian_IsTurned()
    {
        byte[] file = File("{'descr': '>f8', 'fortran_order': False, 'shape': (1,), }", [.. BitConverter.GetBytes(2.5).Reverse()]);
        Assert.Equal([2.5], Npy.Decode(file, "a").As<double>());
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "too few")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }", "too few")]
    [InlineData("{'descr': '|O8', 'fortran_order': False, 'shape': (2,), }", "descr")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "'c8'")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "descr")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "shape")]
    [InlineData("", "lacks")]
    public void Decode_Fault_IsNamed(string header, string fault) => Assert.Contains(fault,
        Assert.Throws<InvalidInputException>(() => Npy.Decode(File(header, new byte[8]), "a")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_Archive_GivesItsArrays()
    {
        using NpzFile archive = NpzFile.Open(
            Zip(("pc.npy", Write(ElementType.Float32, [1, 3], new byte[12])), ("b.npy", Write(ElementType.UInt8, [2], [7, 8]))), "z");
        Assert.Equal(["pc", "b"], archive.Names);
        Assert.Equal([7, 8], archive.Read("b").As<int>());
        Assert.Contains("pc, b", Assert.Throws<InvalidInputException>(() => archive.Read("c")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ArchiveWithManyArrays_PicksThePoints()
    {
        byte[] zip = Zip(("x.npy", Write(ElementType.UInt8, [2], [7, 8])),
            ("points.npy", Write(ElementType.Float64, [2, 3], new byte[48])));
        Assert.Equal(2, PointCloudFile.Decode(zip, ".npz", "z").Count);
        Assert.Contains("x, y", Assert.Throws<InvalidInputException>(() => PointCloudFile.Decode(
            Zip(("x.npy", []), ("y.npy", [])), ".npz", "z")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1), InlineData(2)]
    public void Decode_DamagedFile_DecodesOrRefuses(int seed)
    {
        byte[] npy = Write(ElementType.Float32, [5, 3], new byte[60]);
        Mutation.Survive(npy, rounds: 2000, seed, maxBytesEach: 1 << 20, bytes => Npy.Decode(bytes, "a"));
        Mutation.Survive(Zip(("pc.npy", npy)), rounds: 1000, seed, maxBytesEach: 4 << 20, bytes =>
            PointCloudFile.Decode(bytes, ".npz", "z"));
    }

    private static byte[] Write(ElementType type, long[] shape, byte[] bytes)
    {
        var stream = new MemoryStream();
        Npy.Write(stream, type, shape, bytes);
        return stream.ToArray();
    }

    private static byte[] File(string header, byte[] data) =>
        [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. data];

    private static byte[] Zip(params (string Name, byte[] Bytes)[] files)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in files)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
