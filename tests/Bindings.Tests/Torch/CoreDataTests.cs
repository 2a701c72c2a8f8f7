using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreDataTests
{
    [Fact]
    public void Bytes_AreTheMemoryItself()
    {
        using Tensor t = tensor(new[] { 1f, 2f });
        Assert.Equal(8, t.bytes.Length);
        BitConverter.TryWriteBytes(t.bytes[4..], 3f);
        CoreValues.Equal([1, 3], t);
        t.bytes = BitConverter.GetBytes(5f).Concat(BitConverter.GetBytes(6f)).ToArray();
        CoreValues.Equal([5, 6], t);
        Assert.Throws<ArgumentException>(() => t.bytes = new byte[3]);
    }

    [Fact]
    public void Bytes_OfATransposedTensor_AreRefused()
    {
        using var scope = NewDisposeScope();
        Tensor t = zeros(2, 3).t();
        Assert.Throws<InvalidOperationException>(() => t.bytes.Length);
        Assert.Equal(24, t.contiguous().bytes.Length);
    }

    [Fact]
    public void Data_OfAView_FollowsItsStrides()
    {
        using var scope = NewDisposeScope();
        Tensor t = tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }).t();
        var data = t.data<float>();
        Assert.Equal(6, data.Count);
        Assert.Equal([1, 4, 2, 5, 3, 6], data.ToArray());
        Assert.Equal([1, 4, 2, 5, 3, 6], data);
        Assert.Equal(5, data[1, 1]);
        data[2, 0] = 30;
        Assert.Equal(30, t[2, 0].item<float>());
        Assert.Equal(4f, ((float[,])data.ToNDArray())[0, 1]);
        float[] part = new float[2];
        data.CopyTo(part, tensorIndex: 3);
        Assert.Equal([5, 30], part);
        data.CopyFrom([9f, 8f]);
        Assert.Equal(9, data[0]);
        Assert.Throws<IndexOutOfRangeException>(() => data[6]);
    }

    [Fact]
    public void Data_OfAnotherType_IsRefused()
    {
        using Tensor t = tensor(new[] { 1f });
        Assert.Contains("Float32", Assert.Throws<ArgumentException>(() => t.data<int>()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => t.item<double>());
        using Tensor two = zeros(2);
        Assert.Contains("2 elements", Assert.Throws<ArgumentException>(() => two.item<float>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_ReadFromATensor_Convert()
    {
        using Tensor t = tensor(2.75f), whole = tensor(new long[] { 300 }), yes = tensor(true);
        Assert.Equal(2.75f, t.ToSingle());
        Assert.Equal(2.75, (double)t);
        Assert.Equal(2, t.ToInt32());
        Assert.Equal(2.75f, t.ToScalar().ToSingle());
        Assert.Equal(300, whole.ToScalar().ToInt64());
        Assert.Throws<OverflowException>(() => whole.ToByte());
        Assert.True((bool)yes);
        Assert.True(yes.ToScalar().ToBoolean());
        Assert.Equal(2.75f, t.ReadCpuSingle(0));
    }

    [Fact]
    public void Description_TellsShapeTypeAndDevice()
    {
        using Tensor t = zeros(2, 3, dtype: int64), number = tensor(1.5);
        Assert.Equal("[2x3], type = Int64, device = cpu", t.ToString());
        Assert.Equal("[], type = Float64, device = cpu", number.ToString());
        Assert.Equal("cuda:1", device("cuda:1").ToString());
        Assert.Throws<ArgumentException>(() => device("tpu"));
        Assert.Equal(CPU, device("cpu"));
    }

    [Fact]
    public void Text_InNumpysStyle_ShowsTheValues()
    {
        using Tensor t = tensor(new float[,] { { 1, 2.5f }, { -3, 4 } });
        Assert.Equal("[[1, 2.5]\n [-3, 4]]", t.ToString(TensorStringStyle.Numpy, newLine: "\n"));
        Assert.Equal("[2x2], type = Float32, device = cpu", t.ToString(TensorStringStyle.Metadata));
        Assert.Equal("[2x2], type = Float32, device = cpu\n   1 2.5\n  -3   4\n", t.jlstr(newLine: "\n"));
        using Tensor many = arange(1, 1001), number = tensor(2.5);
        Assert.Equal("[1, 2, 3, ..., 998, 999, 1000]", many.npstr());
        Assert.EndsWith("value = 2.5", number.str(), StringComparison.Ordinal);
    }
}
