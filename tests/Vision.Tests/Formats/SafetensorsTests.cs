using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Formats;

public class SafetensorsTests
{
    [Fact]
    public void Save_EveryType_ReadsBackTheSame()
    {
        using var file = new ScratchFile(".safetensors");
        ElementType[] types = Enum.GetValues<ElementType>();
        var writer = new SafetensorsWriter();
        writer.SetMetadata("note", "ä \" \\ ok");
        foreach (ElementType type in types)
            writer.Add($"a.{type}", type, [2, 3], Bytes(6 * type.Size(), (int)type));
        writer.Add("none", ElementType.Float32, [0, 5], Array.Empty<byte>());
        writer.Add("one", ElementType.Float64, [], BitConverter.GetBytes(2.5));
        writer.Save(file.Path);

        using SafetensorsFile read = SafetensorsFile.Open(file.Path);
        Assert.Equal("ä \" \\ ok", read.Metadata["note"]);
        Assert.Equal(types.Length + 2, read.Entries.Count);
        foreach (ElementType type in types)
        {
            Assert.Equal([2, 3], read[$"a.{type}"].Shape);
            Assert.Equal(Bytes(6 * type.Size(), (int)type), read.ReadBytes($"a.{type}"));
        }

        Assert.Equal([2.5f], read.ReadAs<float>("one"));
        Assert.Empty(read.ReadAs<float>("none"));
        Assert.All(read.Entries, e => Assert.Equal(0, e.Offset % e.Type.Size()));
    }

    [Fact]
    public void ReadAs_EveryNumberType_ConvertsTheValue()
    {
        using var file = new ScratchFile(".safetensors");
        var writer = new SafetensorsWriter();
        writer.Add("f16", ElementType.Float16, [2], MemoryMarshal.AsBytes<Half>([(Half)1.5, (Half)(-0.25)]).ToArray());
        writer.Add("bf16", ElementType.BFloat16, [2], MemoryMarshal.AsBytes<ushort>([0x3FC0, 0xC000]).ToArray());
        writer.Add("u8", ElementType.UInt8, [2], new byte[] { 200, 3 });
        writer.Add("i64", ElementType.Int64, [2], MemoryMarshal.AsBytes<long>([-7, long.MaxValue]).ToArray());
        writer.Save(file.Path);

        using SafetensorsFile read = SafetensorsFile.Open(file.Path);
        Assert.Equal([1.5f, -0.25f], read.ReadAs<float>("f16"));
        Assert.Equal([1.5, -2.0], read.ReadAs<double>("bf16"));
        Assert.Equal([200, 3], read.ReadAs<int>("u8"));
        Assert.Equal([-7, int.MaxValue], read.ReadAs<int>("i64"));
    }

    [Fact]
    public void Read_Part_GivesThatPart()
    {
        using var file = new ScratchFile(".safetensors");
        var writer = new SafetensorsWriter();
        writer.Add("a", ElementType.UInt8, [8], new byte[] { 0, 1, 2, 3, 4, 5, 6, 7 });
        writer.Save(file.Path);

        using SafetensorsFile read = SafetensorsFile.Open(file.Path);
        var part = new byte[3];
        read.Read(read["a"], part, offset: 5);
        Assert.Equal([5, 6, 7], part);
        Assert.Throws<ArgumentOutOfRangeException>(() => read.Read(read["a"], part, offset: 6));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", null)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}    """, null)]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "takes 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "data_offsets [8, 0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "belong to no array")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        "inside")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        "twice")]
    [InlineData("""{"a":{"dtype":"C99","shape":[2],"data_offsets":[0,8]}}""", "C99")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}""", "too many elements")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2305843009213693953],"data_offsets":[0,8]}}""", "takes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", "whole number")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,8]}}""", "needs dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} x""", "safetensors")]
    [InlineData("""{"__metadata__":{"k":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "String")]
    [InlineData("""[1]""", "StartArray")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", "safetensors")]
    public void Open_Header_IsAcceptedOrRefusedWithItsFault(string header, string? fault)
    {
        using var file = new ScratchFile(".safetensors", WithHeader(header, dataBytes: 8));
        if (fault is null)
        {
            using SafetensorsFile read = SafetensorsFile.Open(file.Path);
            Assert.Single(read.Entries);
            return;
        }

        var error = Assert.Throws<InvalidInputException>(() => SafetensorsFile.Open(file.Path));
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.Contains(file.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_HugeHeaderLength_IsRefusedWithoutReadingIt()
    {
        byte[] bytes = WithHeader("{}", 0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ulong.MaxValue - 3);
        using var file = new ScratchFile(".safetensors", bytes);
        Assert.Contains("truncated", Assert.Throws<InvalidInputException>(() => SafetensorsFile.Open(file.Path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/no/such/file.safetensors", "no file")]
    [InlineData("/", "directory")]
    public void Open_NotAFile_SaysSo(string path, string fault) =>
        Assert.Contains(fault, Assert.Throws<InvalidInputException>(() => SafetensorsFile.Open(path)).Message, StringComparison.Ordinal);

    [Fact]
    public void Save_ArrayWritesTooLittle_LeavesTheOldFile()
    {
        using var file = new ScratchFile(".safetensors", [1, 2, 3]);
        var writer = new SafetensorsWriter();
        writer.Add("a", ElementType.Float32, [2], stream => stream.WriteByte(0));
        Assert.Throws<InvalidOperationException>(() => writer.Save(file.Path));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(file.Path));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(file.Path)!, $"{Path.GetFileName(file.Path)}*.partial"));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void Open_DamagedFile_ReadsOrRefuses(int seed)
    {
        const string header = """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"U8","shape":[4],"data_offsets":[16,20]}}""";
        Mutation.Survive(WithHeader(header, dataBytes: 20), rounds: 1500, seed, maxBytesEach: 1 << 20, damaged =>
        {
            using var file = new ScratchFile(".safetensors", damaged);
            using SafetensorsFile read = SafetensorsFile.Open(file.Path);
            foreach (SafetensorsEntry entry in read.Entries)
                Assert.Equal(entry.Bytes, read.ReadBytes(entry.Name).Length);
        });
    }

    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "decode_|iou3d|tf_projection|yolos_preprocess|ops_", MemberType = typeof(GoldenCases))]
    public void Open_GoldenFile_HoldsItsArrays(string name)
    {
        using SafetensorsFile file = SafetensorsFile.Open(GoldenCases.PathOf(name));
        Assert.NotEmpty(file.Entries);
        Assert.All(file.Entries, e => Assert.Equal(e.Count, file.ReadAs<double>(e.Name).Length));
    }

    private static byte[] WithHeader(string header, int dataBytes)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        return bytes;
    }

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
