using System.Runtime.InteropServices;
using TorchSharp.Ops;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreErrorTests
{
    [Fact]
    public void WrongShapes_ThrowLibtorchsMessage_WithoutItsBacktrace()
    {
        using Tensor left = ones(2, 3), right = ones(2, 3);
        var error = Assert.Throws<ExternalException>(() => left.matmul(right));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("frame #", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TooMuchMemory_ThrowsAndTheNextCallWorks()
    {
        var error = Assert.Throws<ExternalException>(() => empty(1L << 45));
        Assert.Contains("not enough memory", error.Message, StringComparison.Ordinal);
        using Tensor fine = ones(2);
        Assert.Equal(2, fine.sum().item<float>());
    }

    [Fact]
    public void UnknownOperator_ThrowsItsName()
    {
        Op none = new("aten::no_such_operator");
        Assert.False(none.Exists);
        Assert.Contains("no_such_operator", Assert.Throws<ExternalException>(() => none.Call(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ArgumentOfAnotherType_NamesTheArgument()
    {
        using Tensor t = ones(1);
        Assert.Contains("'self' expected Tensor", Assert.Throws<ExternalException>(() => Aten.relu.Call(1.5)).Message,
            StringComparison.Ordinal);
        Assert.Contains("'dim'", Assert.Throws<ExternalException>(() => Aten.softmax__int.Call(t, 0.5)).Message, StringComparison.Ordinal);
        Assert.Contains("3 arguments given", Assert.Throws<ExternalException>(() => Aten.relu.Call(t, 1, 2)).Message,
            StringComparison.Ordinal);
        Assert.Contains("'index' is missing", Assert.Throws<ExternalException>(() => Aten.gather.Call(t, 0)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void NullArguments_AreRefused()
    {
        using Tensor t = ones(1);
        Assert.ThrowsAny<Exception>(() => t + (Tensor)null!);
        Assert.Throws<ArgumentNullException>(() => cat([t, null!]));
    }

    [Fact]
    public void SparseTensor_HasNoPlainMemory()
    {
        using Tensor t = eye(2), sparse = new Op("aten::to_sparse").Call(t);
        Assert.True(sparse.is_sparse);
        Assert.Throws<InvalidOperationException>(() => sparse.stride());
        Assert.Throws<InvalidOperationException>(() => sparse.data<float>());
        using Tensor dense = sparse.to_dense();
        CoreValues.Equal([1, 0, 0, 1], dense);
    }
}
