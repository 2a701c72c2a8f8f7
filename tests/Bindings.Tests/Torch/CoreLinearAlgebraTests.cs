using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreLinearAlgebraTests
{
    private static Tensor A() => tensor(new float[,] { { 1, 2 }, { 3, 4 } });

    private static Tensor B() => tensor(new float[,] { { 5, 6 }, { 7, 8 } });

    [Fact]
    public void Products_OfMatrices_AreRowsTimesColumns()
    {
        using var scope = NewDisposeScope();
        CoreValues.Equal([19, 22, 43, 50], A().matmul(B()));
        CoreValues.Equal([19, 22, 43, 50], A().mm(B()));
        CoreValues.Equal([19, 22, 43, 50], A().unsqueeze(0).bmm(B().unsqueeze(0)));
        CoreValues.Equal([5, 11], A().mv(tensor(new float[] { 1, 2 })));
        CoreValues.Equal([20, 23, 44, 51], ones(2, 2).addmm(A(), B(), 1, 1));
        CoreValues.Equal([40, 46, 88, 102], ones(1, 2, 2).baddbmm(A().unsqueeze(0), B().unsqueeze(0), beta: 2, alpha: 2));
        Assert.Equal(11, tensor(new float[] { 1, 2 }).dot(tensor(new float[] { 3, 4 })).item<float>());
        CoreValues.Equal([3, 4, 6, 8], tensor(new float[] { 1, 2 }).outer(tensor(new float[] { 3, 4 })));
    }

    [Fact]
    public void Einsum_OfBatches_SumsRepeatedLetters()
    {
        using var scope = NewDisposeScope();
        CoreValues.Equal([19, 22, 43, 50], einsum("ij,jk->ik", A(), B()));
        CoreValues.Equal([5], einsum("ii->", A()));
        CoreValues.Equal([17, 53], einsum("bi,bi->b", A(), B()));
    }

    [Fact]
    public void Cdist_OfCorners_IsEuclidean()
    {
        using var scope = NewDisposeScope();
        Tensor from = tensor(new float[,] { { 0, 0 }, { 3, 0 } }), to = tensor(new float[,] { { 0, 4 } });
        CoreValues.Equal([4, 5], cdist(from, to));
        CoreValues.Equal([4, 7], cdist(from, to, p: 1));
        CoreValues.Equal([4, 5], cdist(from, to, compute_mode: compute_mode.donot_use_mm_for_euclid_dist));
    }

    [Fact]
    public void Matrix_HasInverseDeterminantAndTrace()
    {
        using var scope = NewDisposeScope();
        CoreValues.Equal([-2, 1, 1.5f, -0.5f], A().inverse(), 1e-5f);
        Assert.Equal(-2, A().det().item<float>(), 1e-5f);
        Assert.Equal(5, A().trace().item<float>());
        CoreValues.Equal([7, 10, 15, 22], A().matrix_power(2));
    }

    [Fact]
    public void Qr_OfTallMatrix_IsOrthonormalTimesTriangle()
    {
        using var scope = NewDisposeScope();
        Tensor tall = tensor(new double[,] { { 3, 1 }, { 4, 2 }, { 0, 5 } });
        var (q, r) = linalg.qr(tall);
        CoreValues.Equal([1, 0, 0, 1], q.transpose(0, 1).matmul(q).to(ScalarType.Float32));
        CoreValues.Equal([3, 1, 4, 2, 0, 5], q.matmul(r).to(ScalarType.Float32));
        Assert.Equal(0, r[1, 0].item<double>());
        Assert.Equal([3, 3], linalg.qr(tall, linalg.QRMode.Complete).Q.shape);
        Assert.Equal([2, 2], linalg.qr(tall, linalg.QRMode.R).R.shape);
    }

    [Fact]
    public void Svdvals_OfMatrix_AreRootsOfItsSquaresEigenvalues()
    {
        using var scope = NewDisposeScope();
        CoreValues.Equal([4, 3], linalg.svdvals(tensor(new float[,] { { 0, 3, 0 }, { -4, 0, 0 } })));
    }
}
