namespace Fuse3D.Vision.Tests.Golden;

[Trait("Category", "Golden")]
public class GoldenCasesTests
{
    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "ops_|backbone_", MemberType = typeof(GoldenCases))]
    public void PathOf_EveryCaseFound_IsAFile(string name) => Assert.True(File.Exists(GoldenCases.PathOf(name)));

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "no_such_kind_", MemberType = typeof(GoldenCases))]
    public void PathOf_NoSuchKind_Skips(string name)
    {
        GoldenCases.PathOf(name);
        Assert.Fail("a case of a kind that does not exist");
    }
}
