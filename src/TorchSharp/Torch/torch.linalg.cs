using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Decompositions of matrices [..., m, n].</summary>
    public static partial class linalg
    {
        private static readonly Op QrOp = new("aten::linalg_qr"), SvdvalsOp = new("aten::linalg_svdvals");

        /// <summary>What <see cref="qr"/> gives, k = min(m, n): [m, k] and [k, n]; [m, m] and [m, n]; nothing and [k, n].</summary>
        public enum QRMode
        {
            Reduced = 0,
            Complete = 1,
            R = 2,
        }

        /// <summary>Orthonormal columns and an upper triangle whose product is the matrix.</summary>
        public static (Tensor Q, Tensor R) qr(Tensor input, QRMode mode = QRMode.Reduced) => QrOp.Call2(input, mode switch
        {
            QRMode.Complete => "complete",
            QRMode.R => "r",
            _ => "reduced",
        });

        /// <returns>[..., min(m, n)] singular values, the largest first</returns>
        public static Tensor svdvals(Tensor input) => SvdvalsOp.Call(input);
    }
}
