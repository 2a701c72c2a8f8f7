using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    // Products of matrices and vectors.
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Aten.matmul.Call(this, target);
        public Tensor mm(Tensor target) => Aten.mm.Call(this, target);
        public Tensor bmm(Tensor batch2) => Aten.bmm.Call(this, batch2);
        public Tensor mv(Tensor target) => Aten.mv.Call(this, target);
        public Tensor dot(Tensor target) => Aten.dot.Call(this, target);
        public Tensor outer(Tensor vec2) => Aten.outer.Call(this, vec2);
        public Tensor ger(Tensor vec2) => outer(vec2);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta, float alpha) =>
            Aten.addmm.Call(this, mat1, mat2, (Scalar)beta, (Scalar)alpha);
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Aten.addbmm.Call(this, batch1, batch2, (Scalar)beta, (Scalar)alpha);
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Aten.baddbmm.Call(this, batch1, batch2, (Scalar)beta, (Scalar)alpha);
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1.0f, float alpha = 1.0f) =>
            Aten.addmv.Call(this, mat, vec, (Scalar)beta, (Scalar)alpha);
        public Tensor cross(Tensor other, long dim) => Aten.linalg_cross.Call(this, other, dim);
        public Tensor inner(Tensor vec2) => Aten.inner.Call(this, vec2);
        public Tensor inverse() => Aten.inverse.Call(this);
        public Tensor det() => Aten.det.Call(this);
        public Tensor logdet() => Aten.logdet.Call(this);
        public Tensor trace() => Aten.trace.Call(this);
        public Tensor matrix_power(int n) => Aten.matrix_power.Call(this, n);
        public Tensor cholesky(bool upper = false) => Aten.cholesky.Call(this, upper);
        public Tensor kron(Tensor other) => Aten.kron.Call(this, other);
        public Tensor vdot(Tensor target) => Aten.vdot.Call(this, target);
    }
}
