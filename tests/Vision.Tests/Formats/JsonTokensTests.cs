using System.Globalization;
using System.Text;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Tests.Formats;

public class JsonTokensTests
{
    [Fact]
    public void Read_ValuesOfEveryKind_ComeInOrder()
    {
        using var file = new ScratchFile(".json", Encoding.UTF8.GetBytes(
            "\uFEFF{\"skipped\":{\"a\":[1,{\"b\":[]}],\"c\":null},\"n\":[-3, 2.5e1,12],\"t\\u0065xt\":\"caf\\u00e9 \\\"x\\\"\",\"empty\":\"\"}"));
        using var json = new JsonTokens(file.Path);
        json.Read();
        json.BeginObject();
        Assert.Equal("skipped", json.NextProperty());
        json.Skip();
        Assert.Equal("n", json.NextProperty());
        json.BeginArray();
        Assert.True(json.NextItem());
        Assert.Equal(-3, json.Integer());
        Assert.True(json.NextItem());
        Assert.Equal(25, json.Number());
        Assert.True(json.NextItem());
        Assert.Equal(12, json.Number());
        Assert.False(json.NextItem());
        Assert.Equal("text", json.NextProperty());
        Assert.Equal("café \"x\"", json.Text());
        Assert.Equal("empty", json.NextProperty());
        Assert.Equal("", json.Text());
        Assert.Null(json.NextProperty());
    }

    [Fact]
    public void Read_MuchLongerThanTheBuffer_TakesLittleMemory()
    {
        const int Count = 600_000;
        string text = $"[\"{new string('x', 200_000)}\",{string.Join(',', Enumerable.Range(0, Count).Select(i => i.ToString(CultureInfo.InvariantCulture)))}]";
        using var file = new ScratchFile(".json", Encoding.UTF8.GetBytes(text));
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var json = new JsonTokens(file.Path);
        json.Read();
        json.BeginArray();
        Assert.True(json.NextItem());
        json.Skip();                            // longer than the buffer was at first
        long next = 0;
        while (json.NextItem())
            next += json.Integer() == next ? 1 : Count;
        Assert.Equal(Count, next);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void Read_DamagedFiles_AnswersOrRefuses()
    {
        byte[] original = Encoding.UTF8.GetBytes("{\"segGroups\":[{\"id\":0,\"objectId\":0,\"segments\":[1,2,3],\"label\":\"ch\\u0061ir\"}],\"x\":[1.5,true,null]}");
        using var file = new ScratchFile(".json");
        Mutation.Survive(original, rounds: 2000, seed: 3, maxBytesEach: 2_000_000, damaged =>
        {
            File.WriteAllBytes(file.Path, damaged);
            Fuse3D.Vision.Data.ScanNet.ScanAnnotations.ReadGroups(file.Path);
        });
    }
}
