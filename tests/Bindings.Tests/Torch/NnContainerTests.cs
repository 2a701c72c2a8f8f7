using TorchSharp;
using TorchSharp.Modules;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class NnContainerTests
{
    [Fact]
    public void Sequential_RunsInOrder_AndNamesByNumber()
    {
        using Sequential steps = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1));
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], steps.state_dict().Keys);
        using Tensor x = Ramp(-1, 1, 2, 2);
        AssertClose(steps[2].call(nn.functional.relu(steps[0].call(x))), steps.call(x));
        Assert.Equal(2, steps[1..].Count);
        Assert.Equal(["1", "2"], steps[1..].named_children().Select(named => named.name));
    }

    [Fact]
    public void Sequential_Empty_GivesItsInput()
    {
        using Sequential none = nn.Sequential();
        using Tensor x = Row(1, 2);
        using Tensor y = none.call(x);
        Assert.NotSame(x, y);
        AssertValues([1, 2], y);
    }

    [Fact]
    public void Sequential_LeavesItsInputAlive_AndKeepsNoIntermediate()
    {
        using Sequential steps = nn.Sequential(nn.Identity(), nn.ReLU(), nn.Dropout(0.0), nn.ReLU(inplace: true));
        using var scope = NewDisposeScope();
        Tensor x = Row(-1, 2);
        Tensor y = steps.call(x);
        Assert.Equal(2, scope.DisposablesCount);
        AssertValues([-1, 2], x);
        AssertValues([0, 2], y);
    }

    [Fact]
    public void ModuleList_Changes_RenameMembers()
    {
        ModuleList<Linear> list = nn.ModuleList(nn.Linear(1, 1), nn.Linear(2, 1));
        list.Insert(0, nn.Linear(3, 1));
        Assert.Equal([3L, 1L, 2L], list.Select(member => member.in_features));
        Assert.Equal([1L, 3L], list.get_parameter("0.weight")!.shape);
        list.RemoveAt(0);
        list.append(nn.Linear(5, 1));
        Assert.Equal(["0", "1", "2"], list.named_children().Select(named => named.name));
        Assert.Equal([1L, 5L], list.get_parameter("2.weight")!.shape);
    }

    [Fact]
    public void ModuleDict_KeepsOrderAndNames()
    {
        using ModuleDict<Linear> heads = nn.ModuleDict(("center", nn.Linear(4, 3)), ("angle", nn.Linear(4, 1)));
        heads.Add("size", nn.Linear(4, 2));
        Assert.Equal(["center", "angle", "size"], heads.keys());
        Assert.Equal(["center.weight", "center.bias", "angle.weight", "angle.bias", "size.weight", "size.bias"], heads.state_dict().Keys);
        Assert.Equal(2, heads["size"].out_features);
        Assert.True(heads.Remove("angle"));
        Assert.Equal(["center", "size"], heads.named_children().Select(named => named.name));
    }

    [Fact]
    public void ParameterList_IsRegisteredByNumber()
    {
        using ParameterList list = nn.ParameterList(nn.Parameter(ones(2)), nn.Parameter(zeros(3)));
        Assert.Equal(["0", "1"], list.state_dict().Keys);
        list.RemoveAt(0);
        Assert.Equal([3L], list.get_parameter("0")!.shape);
        Assert.Single(list.parameters());
    }
}
