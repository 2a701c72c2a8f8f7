using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Parallel;

/// <summary>Averages gradients over ranks in a few large messages instead of one per parameter.</summary>
/// <param name="parameters">in the same order on all ranks</param>
/// <param name="elements">of one message; a larger parameter has its own</param>
internal sealed class GradientBuckets(IReadOnlyList<Parameter> parameters, long elements = 6 << 20)
{
    /// <summary>Replaces each gradient by its mean over ranks. Parameters that no rank used have none and keep none.</summary>
    public void Average(IGradientExchange exchange)
    {
        if (exchange.Size == 1)
            return;
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        List<Tensor> bucket = [];
        foreach (Tensor gradient in parameters.Select(parameter => parameter.grad).OfType<Tensor>())
        {
            if (bucket.Count > 0 && bucket.Sum(tensor => tensor.numel()) + gradient.numel() > elements)
                Average(exchange, bucket);
            bucket.Add(gradient);
        }

        Average(exchange, bucket);
    }

    /// <summary>Gives every rank the values of rank 0: parameters and buffers at the start of a run.</summary>
    public static void Broadcast(IGradientExchange exchange, IEnumerable<Tensor> tensors)
    {
        if (exchange.Size == 1)
            return;
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        foreach (Tensor tensor in tensors)
        {
            Tensor whole = tensor.contiguous();
            exchange.Broadcast(whole);
            tensor.copy_(whole);
        }
    }

    private static void Average(IGradientExchange exchange, List<Tensor> bucket)
    {
        if (bucket.Count == 0)
            return;
        using var scope = NewDisposeScope();
        Tensor flat = cat([.. bucket.Select(tensor => tensor.flatten())]);
        exchange.Sum(flat);
        flat.div_(exchange.Size);
        long at = 0;
        foreach (Tensor tensor in bucket)
        {
            tensor.copy_(flat.narrow(0, at, tensor.numel()).view(tensor.shape));
            at += tensor.numel();
        }

        bucket.Clear();
    }
}
