using System.Reflection;
using TorchSharp.Ops;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreOpTests
{
    [Fact]
    public void EveryOperatorInUse_ExistsInThisLibtorch()
    {
        IEnumerable<FieldInfo> fields = typeof(Aten).GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public);
        string[] missing = [.. fields.Where(field => field.GetValue(null) is Op { Exists: false }).Select(field => field.Name)];
        Assert.Empty(missing);
    }
}
