using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module trains. Once registered it outlives dispose scopes.</summary>
public class Parameter : Tensor
{
    /// <param name="data">becomes empty; the parameter takes over its storage</param>
    public Parameter(Tensor data, bool requires_grad = true) : base(Share(data, requires_grad)) => data.Dispose();

    internal void ClearGrad(bool drop)
    {
        if (drop)
        {
            grad = null;
            return;
        }

        using Tensor? current = grad;
        using var frozen = no_grad();
        current?.zero_();
    }

    private static nint Share(Tensor data, bool requires_grad)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.requires_grad = requires_grad;
        nint second = Shim.ts_retain(data.Handle);
        GC.KeepAlive(data);
        return second;
    }
}
