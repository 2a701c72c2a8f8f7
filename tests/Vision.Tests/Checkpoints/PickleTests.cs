using System.Numerics;
using Fuse3D.Vision.Checkpoints.Pickles;
using Fuse3D.Vision.Tests.Formats;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Pickles of data: one file per protocol, all with the same content, written by Python.</summary>
public sealed class PickleTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(SharedFolder.Repository, "tests", "golden", "pickles"), "data_*.pkl").Select(Path.GetFileName).OfType<string>().Order()];

    private static string PathOf(string name) => Path.Combine(SharedFolder.Repository, "tests", "golden", "pickles", name);

    [Theory, MemberData(nameof(Files))]
    public void ReadData_EveryProtocol_GivesPlainValues(string name)
    {
        var scene = (PickleDictionary)((PickleList)PickleFile.ReadData(PathOf(name))!)[0]!;

        Assert.Equal(6L, ((PickleDictionary)scene["point_cloud"]!)["num_features"]);
        Assert.Equal("000001", ((PickleDictionary)scene["point_cloud"]!)["lidar_idx"]);
        Assert.Equal(BigInteger.Pow(2, 70), scene["big"]);
        Assert.Equal(-3L, scene["negative"]);
        Assert.Equal(-(1L << 40), scene["long"]);
        Assert.Equal(1.5e-300, scene["tiny"]);
        Assert.Equal(double.PositiveInfinity, scene["infinite"]);
        Assert.Equal("größe", scene["text"]);
        Assert.Equal(new byte[] { 0, 255 }, scene["bytes"]);
        Assert.Null(scene["nothing"]);
        Assert.Equal(true, scene["yes"]);
        Assert.Equal(false, scene["no"]);
        Assert.Equal(new object?[] { 7L }, (PickleList)scene["set"]!);
        Assert.Equal(new object?[] { 8L }, (PickleList)scene["frozen"]!);
        Assert.Equal(new object?[] { 0L, 1L, 2L }, (PickleList)scene["list"]!);
        var tuple = (PickleTuple)scene["tuple"]!;
        Assert.Equal(new object?[] { 1L, 2L }, tuple.Take(2));
        Assert.Equal(new object?[] { 3L }, (PickleTuple)tuple[2]!);
        Assert.Empty((PickleTuple)tuple[3]!);
    }

    [Theory, MemberData(nameof(Files))]
    public void ReadData_EveryProtocol_GivesNumpyArrays(string name)
    {
        var scene = (PickleDictionary)((PickleList)PickleFile.ReadData(PathOf(name))!)[0]!;
        var annotations = (PickleDictionary)scene["annos"]!;
        PickleArray Array(string key) => (PickleArray)annotations[key]!;

        Assert.Equal(new object?[] { "bed", "night_stand" }, Array("name").Items);
        Assert.Equal([2, 3], Array("location").Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], Array("location").As<float>());
        Assert.Equal([1, 2, 3, 4, 5, 6], Array("turned").As<double>());             // column by column in the file
        Assert.Equal([1, -2, 3], Array("index").As<long>());                        // big endian in the file
        Assert.Equal(new object?[] { true, false }, Array("flag").Items);
        Assert.Equal(new object?[] { "a", null }, Array("objects").Items);
        Assert.Equal(0.5, scene["single"]);
        Assert.Equal(-7L, scene["whole"]);
    }

    [Theory]
    [InlineData("cos\nsystem\n(S'echo'\ntR.", "byte 0", "os.system")]
    [InlineData("c__builtin__\neval\n.", "byte 0", "__builtin__.eval")]
    [InlineData("\u0080\u0004\u008C\u0002os\u008C\u0006system\u0093.", "byte 14", "os.system")]
    [InlineData("cnumpy\nndarray\n)R.", "byte 16", "only a name")]
    [InlineData("(ios\nsystem\n.", "byte 1", "Inst")]
    [InlineData("\u0080\u0009.", "byte 0", "protocol 9")]
    [InlineData("\u0082\u0001.", "byte 0", "Ext1")]
    [InlineData("\u00FF.", "byte 0", "0xFF")]
    [InlineData("N", "byte 1", "without a STOP")]
    [InlineData(".", "byte 0", "not there")]
    [InlineData("t.", "byte 0", "mark")]
    [InlineData("(0.", "byte 1", "not there")]
    [InlineData("h\u0007.", "byte 0", "memo entry 7")]
    [InlineData("\u008D\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F.", "byte 9", "claims 9223372036854775807 bytes")]
    [InlineData("X\u00FF\u00FF\u00FF\u00FF.", "byte 5", "claims 4294967295 bytes")]
    [InlineData("]h\u0000.", "byte 1", "memo entry 0")]
    [InlineData("]q\u0000h\u0000a.", "byte 7", "holds itself")]
    [InlineData("}NK\u0001s}]K\u0001s.", "byte 9", "a list as a dictionary's key")]
    [InlineData("I12x\n.", "byte 0", "digits")]
    [InlineData("Fabc\n.", "byte 0", "a number that is none")]
    [InlineData("NNb.", "byte 2", "sets the state of None")]
    [InlineData("Q.", "byte 0", "BinPersId")]
    [InlineData("", "byte 0", "without a STOP")]
    public void ReadData_Refuses_WithOffsetAndReason(string pickle, string offset, string reason)
    {
        using var file = new ScratchFile(".pkl", [0]);
        File.WriteAllBytes(file.Path, System.Text.Encoding.Latin1.GetBytes(pickle));

        var error = Assert.Throws<InvalidInputException>(() => PickleFile.ReadData(file.Path));

        Assert.Contains(file.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains(offset + ":", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadData_ListsNamedTwiceInTheNext_AreRefusedWithoutAWalk()
    {
        // 80 lists, each of which holds the one before it twice: 2^80 values for whoever walks.
        string doubled = "]q\u0000" + string.Concat(Enumerable.Range(0, 80).Select(i => $"](h{(char)i}h{(char)i}eq{(char)(i + 1)}")) + ".";
        using var file = new ScratchFile(".pkl", System.Text.Encoding.Latin1.GetBytes(doubled));

        Assert.Contains("values", Assert.Throws<InvalidInputException>(() => PickleFile.ReadData(file.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(PickleLimits.MaxOperations)), InlineData(nameof(PickleLimits.MaxMemo)), InlineData(nameof(PickleLimits.MaxDepth))]
    [InlineData(nameof(PickleLimits.MaxBlockBytes)), InlineData(nameof(PickleLimits.MaxItems)), InlineData(nameof(PickleLimits.MaxValues))]
    [InlineData(nameof(PickleLimits.MaxBytes))]
    public void ReadData_BeyondALimit_IsRefused(string limit)
    {
        PickleLimits small = limit switch
        {
            nameof(PickleLimits.MaxOperations) => new() { MaxOperations = 50 },
            nameof(PickleLimits.MaxMemo) => new() { MaxMemo = 5 },
            nameof(PickleLimits.MaxDepth) => new() { MaxDepth = 2 },
            nameof(PickleLimits.MaxBlockBytes) => new() { MaxBlockBytes = 10 },
            nameof(PickleLimits.MaxItems) => new() { MaxItems = 5 },
            nameof(PickleLimits.MaxValues) => new() { MaxValues = 20 },
            _ => new() { MaxBytes = 100 },
        };

        Assert.Throws<InvalidInputException>(() => PickleFile.ReadData(PathOf("data_protocol2.pkl"), small));
    }

    [Fact]
    public void ReadData_NumbersThatHashAlike_AreReadInTime()
    {
        // 100,000 keys whose two halves are equal, so that their plain hash is 0.
        using MemoryStream pickle = new();
        pickle.Write("}("u8);
        for (long i = 0; i < 100_000; i++)
        {
            pickle.Write([0x8A, 8, .. BitConverter.GetBytes(i << 32 | i), (byte)'N']);
        }

        pickle.Write("u."u8);
        using var file = new ScratchFile(".pkl", pickle.ToArray());
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(100_000, ((PickleDictionary)PickleFile.ReadData(file.Path)!).Count);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Theory, MemberData(nameof(Files))]
    public void ReadData_DamagedFile_ReadsOrRefuses(string name) =>
        Mutation.Survive(File.ReadAllBytes(PathOf(name)), rounds: 1000, seed: name.Length, maxBytesEach: 4 << 20, damaged =>
        {
            using var file = new ScratchFile(".pkl", damaged);
            PickleFile.ReadData(file.Path);
        });
}
