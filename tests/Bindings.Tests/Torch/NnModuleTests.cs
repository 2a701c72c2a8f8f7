using TorchSharp;
using TorchSharp.Modules;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class NnModuleTests
{
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first;
        private readonly ModuleList<Linear> layers;
        private readonly Parameter scale;
        private readonly Tensor offset;

        public Block() : base(nameof(Block))
        {
            first = nn.Linear(2, 3);
            layers = nn.ModuleList(nn.Linear(3, 3), nn.Linear(3, 2, hasBias: false));
            scale = nn.Parameter(ones(1));
            offset = zeros(2);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => layers.Aggregate(first.call(input), (x, layer) => layer.call(x)) * scale + offset;
    }

    private sealed class Nest : nn.Module<Tensor, Tensor>
    {
        private readonly ModuleList<ModuleList<Block>> grid;

        public Nest() : base(nameof(Nest))
        {
            grid = nn.ModuleList(nn.ModuleList(new Block()), nn.ModuleList(new Block(), new Block()));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => grid[1][1].call(input);
    }

    private static readonly string[] BlockParameters =
        ["scale", "first.weight", "first.bias", "layers.0.weight", "layers.0.bias", "layers.1.weight"];

    [Fact]
    public void RegisterComponents_Fields_AreNamedAsDeclared()
    {
        using Block block = new();
        Assert.Equal(BlockParameters, block.named_parameters().Select(named => named.name));
        Assert.Equal(["offset"], block.named_buffers().Select(named => named.name));
        Assert.Equal(["first", "layers", "layers.0", "layers.1"], block.named_modules().Select(named => named.name));
        Assert.Equal(["first", "layers"], block.named_children().Select(named => named.name));
    }

    [Fact]
    public void RegisterComponents_ListsOfLists_GiveDottedNames()
    {
        using Nest nest = new();
        string[] prefixes = ["grid.0.0.", "grid.1.0.", "grid.1.1."];
        Assert.Equal(
            prefixes.SelectMany(prefix => BlockParameters.Select(key => prefix + key)),
            nest.named_parameters().Select(named => named.name));
        Assert.NotNull(nest.get_parameter("grid.1.1.first.weight"));
        Assert.Null(nest.get_parameter("grid.2.0.first.weight"));
        Assert.True(nest.has_buffer("grid.0.0.offset"));
    }

    [Fact]
    public void Parameters_MadeInADisposeScope_OutliveIt()
    {
        Block block;
        using (NewDisposeScope())
            block = new Block();
        using var input = ones(1, 2);
        using Tensor output = block.call(input);
        Assert.Equal([1L, 2L], output.shape);
        block.Dispose();
        Assert.All(new[] { "scale", "first.weight", "layers.1.weight" }, key => Assert.True(block.get_parameter(key)!.IsInvalid));
    }

    [Fact]
    public void NamedParameters_OneSharedByTwoNames_ComesOnce()
    {
        using Linear linear = nn.Linear(2, 2);
        using Sequential twice = nn.Sequential(("a", linear), ("b", linear));
        Assert.Equal(["a.weight", "a.bias"], twice.named_parameters().Select(named => named.name));
        Assert.Equal(["a.weight", "a.bias", "b.weight", "b.bias"], twice.state_dict().Keys);
    }

    [Fact]
    public void Register_TwiceOrWithADot_IsRefused()
    {
        using Sequential module = nn.Sequential(("a", nn.Identity()));
        Assert.Throws<InvalidOperationException>(() => module.register_module("a", nn.Identity()));
        Assert.Throws<ArgumentException>(() => module.register_module("b.c", nn.Identity()));
        using Tensor buffer = zeros(1);
        module.register_buffer("buffer", buffer);
        Assert.Throws<InvalidOperationException>(() => module.register_buffer("buffer", buffer));
    }

    [Fact]
    public void Train_AndEval_ReachEveryModule()
    {
        using Nest nest = new();
        nest.eval();
        Assert.All(nest.modules(), module => Assert.False(module.training));
        nest.train();
        Assert.All(nest.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void Apply_VisitsChildrenBeforeTheModule()
    {
        using Block block = new();
        List<string> visited = [];
        block.apply(module => visited.Add(module.GetName()));
        Assert.Equal(["Linear", "Linear", "Linear", "ModuleList", "Block"], visited);
    }

    [Fact]
    public void To_Float64_ConvertsFloatsInPlaceAndLeavesIntegers()
    {
        using BatchNorm1d norm = nn.BatchNorm1d(2);
        Parameter weight = norm.weight!;
        weight.grad = ones(2);
        norm.to(ScalarType.Float64);
        Assert.Same(weight, norm.weight);
        Assert.Equal(ScalarType.Float64, weight.dtype);
        Assert.Equal(ScalarType.Float64, weight.grad!.dtype);
        Assert.True(weight.requires_grad && weight.is_leaf);
        Assert.Equal(ScalarType.Float64, norm.running_mean!.dtype);
        Assert.Equal(ScalarType.Int64, norm.num_batches_tracked!.dtype);
        Assert.Throws<ArgumentException>(() => norm.to(ScalarType.Int32));
    }

    [Fact]
    public void ZeroGrad_DropsOrClears()
    {
        using Linear linear = nn.Linear(2, 1);
        using Tensor input = ones(1, 2);
        linear.call(input).sum().backward();
        linear.zero_grad(set_to_none: false);
        AssertValues([0, 0], linear.weight.grad!);
        linear.zero_grad();
        Assert.Null(linear.weight.grad);
    }

    [Fact]
    public void Hooks_ChangeArgumentsAndResult_UntilRemoved()
    {
        using Identity identity = nn.Identity();
        using Tensor one = ones(1);
        int calls = 0;
        var before = identity.register_forward_pre_hook((_, x) => x + 1);
        var after = identity.register_forward_hook((_, _, y) => y * 10);
        var plain = identity.register_forward_hook(_ => calls++);
        AssertValues([20], identity.call(one));
        AssertValues([1], identity.forward(one));
        before.remove();
        after.remove();
        plain.remove();
        AssertValues([1], identity.call(one));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Setter_OfAWeight_ReplacesAndFreesTheOldOne()
    {
        using Linear linear = nn.Linear(2, 1);
        Parameter old = linear.weight;
        linear.weight = nn.Parameter(tensor(new float[,] { { 3, 4 } }));
        Assert.True(old.IsInvalid);
        linear.bias = null;
        Assert.Equal(["weight"], linear.state_dict().Keys);
        using Tensor input = ones(1, 2);
        AssertValues([7], linear.call(input));
    }
}
