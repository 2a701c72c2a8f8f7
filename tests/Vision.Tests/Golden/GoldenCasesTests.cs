namespace Fuse3D.Vision.Tests.Golden;

[Trait("Category", "Golden")]
public class GoldenCasesTests
{
    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "ops_|backbone_", MemberType = typeof(GoldenCases))]
    public void PathOf_EveryCaseFound_IsAFile(string name) => Assert.True(File.Exists(GoldenCases.PathOf(name)));

    [SkippableTheory, MemberData(nameof(GoldenCases.OfUnknownKinds), MemberType = typeof(GoldenCases))]
    public void Kind_ThatNoTestTakes_IsReported(string name)
    {
        string file = GoldenCases.PathOf(name);
        Skip.If(File.Exists(file), $"{name}: no test takes files of the kind '{GoldenCases.KindOf(file)}'");
        Assert.Fail($"{file} is not there");
    }

    [Fact]
    public void PathOf_NoSuchKind_SkipsWithAReason()
    {
        string placeholder = GoldenCases.Of("no_such_kind_").Cast<object[]>().Select(row => (string)row[0]).Single();
        Assert.Contains(GoldenCases.Folder, Assert.Throws<SkipException>(() => GoldenCases.PathOf(placeholder)).Message, StringComparison.Ordinal);
    }
}
