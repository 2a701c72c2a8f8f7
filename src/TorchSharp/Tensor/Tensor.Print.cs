namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, type and device; not the values.</summary>
        public override string ToString() => IsInvalid
            ? "(disposed tensor)"
            : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";
    }
}
