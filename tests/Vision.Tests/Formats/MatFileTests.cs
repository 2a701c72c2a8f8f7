using System.Text;
using Fuse3D.Vision.Formats.Matlab;

namespace Fuse3D.Vision.Tests.Formats;

public class MatFileTests
{
    [Theory, InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public void Decode_EveryKind_OfEitherByteOrder(bool bigEndian, bool compressed)
    {
        MatFile file = MatFile.Decode(Sample(bigEndian, compressed), "sample");
        Assert.Equal(["cells", "empty", "matrix", "people", "text"], file.Names.Order());
        Assert.Equal([1.5, 4, -2, 5, 3, 6], file["matrix"].Numbers());                  // column by column
        Assert.Equal([2, 3], file["matrix"].Dimensions);
        Assert.Equal("dining table", file["text"].Text());
        Assert.Equal(["/a", "", "é"], file["cells"].Cells.Select(c => c.Text()));
        Assert.Equal(0, file["empty"].Count);
        MatArray people = file["people"];
        Assert.Equal((2, "bob"), (people.Count, people.Field(1, "name").Text()));
        Assert.Equal([7.0], people.Field(1, "pets").Field(0, "age").Numbers());
        Assert.Equal(0, people.Field(0, "pets").Count);
        Assert.Null(people.TryField(0, "size"));
    }

    [Theory]
    [InlineData(1, 8, -128, 127), InlineData(2, 9, 0, 255), InlineData(3, 10, -32768, 32767), InlineData(4, 11, 0, 65535)]
    [InlineData(5, 12, int.MinValue, int.MaxValue), InlineData(6, 13, 0, uint.MaxValue), InlineData(7, 7, -0.5, 8)]
    [InlineData(9, 6, -1e300, 1e-300), InlineData(12, 14, long.MinValue, 1e18), InlineData(13, 15, 0, 1e19)]
    [InlineData(2, 6, 3, 255)]      // whole doubles in bytes
    public void Decode_EveryNumberType_InBothByteOrders(byte type, byte kind, double low, double high)
    {
        foreach (bool bigEndian in (bool[])[false, true])
        {
            byte[] bytes = new MatWriter(bigEndian).Add("x", new MatWriter.Numbers([low, high, low], 3, type, kind)).ToArray();
            Assert.Equal([low, high, low], MatFile.Decode(bytes, "numbers")["x"].Numbers());
        }
    }

    [Fact]
    public void Access_WrongKind_SaysWhatIsThere()
    {
        MatFile file = MatFile.Decode(Sample(false, true), "sample.mat");
        foreach ((Func<object> read, string fault) in new (Func<object>, string)[]
        {
            (() => file["nobody"], "no variable 'nobody'; it holds cells, empty"),
            (() => file["text"].Numbers(), "'text', an array of Char [1 x 12] where an array of numbers belongs"),
            (() => file["matrix"].Text(), "where text belongs"),
            (() => file["matrix"].Numbers(4), "where 4 numbers belongs"),
            (() => file["people"].Cells, "where a cell array belongs"),
            (() => file["cells"].Field(0, "x"), "where a struct belongs"),
            (() => file["people"].Field(0, "size"), "no field 'size'; it has name, pets"),
        })
        {
            string message = Assert.Throws<InvalidInputException>(read).Message;
            Assert.Contains(fault, message, StringComparison.Ordinal);
            Assert.StartsWith("sample.mat", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Decode_OtherFiles_AreNamed()
    {
        Assert.Contains("7.3", Refused(Encoding.ASCII.GetBytes("MATLAB 7.3 MAT-file".PadRight(600))), StringComparison.Ordinal);
        Assert.Contains("header of 128", Refused([1, 2, 3]), StringComparison.Ordinal);
        Assert.Contains("level 5", Refused(new byte[200]), StringComparison.Ordinal);
        Assert.Contains("damaged", Refused(Sample(false, false)[..^9]), StringComparison.Ordinal);
        string Refused(byte[] bytes) => Assert.Throws<InvalidInputException>(() => MatFile.Decode(bytes, "file")).Message;
    }

    [Fact]
    public void Decode_CellsWithoutEnd_AreRefusedByTheirDepth()
    {
        object nested = "x";
        for (int i = 0; i < 100; i++)
            nested = new MatWriter.Cells(nested);
        byte[] bytes = new MatWriter().Add("deep", nested).ToArray();
        Assert.Contains("nested", Assert.Throws<InvalidInputException>(() => MatFile.Decode(bytes, "file")).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Decode_DamagedFile_DecodesOrRefuses(int seed)
    {
        foreach (bool compressed in (bool[])[false, true])
            Mutation.Survive(Sample(seed % 2 == 0, compressed), rounds: 2_000, seed, maxBytesEach: 4 << 20, bytes => ReadAll(MatFile.Decode(bytes, "damaged")));
    }

    private static void ReadAll(MatFile file)
    {
        foreach (string name in file.Names)
        {
            MatArray array = file[name];
            _ = array.Class switch
            {
                MatClass.Char => array.Text(),
                MatClass.Cell => (object)array.Cells.Count,
                >= MatClass.Double and <= MatClass.UInt64 => array.Numbers(),
                _ => array.Fields.Count,
            };
        }
    }

    private static byte[] Sample(bool bigEndian, bool compressed) => new MatWriter(bigEndian, compressed)
        .Add("matrix", new MatWriter.Numbers([1.5, -2, 3, 4, 5, 6], 3))
        .Add("text", "dining table")
        .Add("cells", new MatWriter.Cells("/a", "", "é"))
        .Add("people", new MatWriter.Structs(
            ["name", "pets"], ["al", null!], ["bob", new MatWriter.Structs(["age"], [new MatWriter.Numbers([7], 1, Type: 2)])]))
        .Add("empty", new MatWriter.Numbers([], 1))
        .ToArray();
}
