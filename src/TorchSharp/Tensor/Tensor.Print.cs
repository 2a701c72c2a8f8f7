using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, type and device; not the values.</summary>
        public override string ToString() => IsInvalid
            ? "(disposed tensor)"
            : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        /// <param name="fltFormat">format of each floating point number; "g5" when null</param>
        /// <param name="width">characters of a line; the rest of a row is left out</param>
        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null,
            string? newLine = null)
        {
            if (style is TensorStringStyle.Metadata or TensorStringStyle.Default || is_meta)
                return ToString();
            TensorText text = new(fltFormat ?? "g5", width ?? 100, cultureInfo ?? CultureInfo.CurrentCulture,
                newLine ?? Environment.NewLine);
            return style == TensorStringStyle.Numpy ? text.Nested(this) : text.Tables(this);
        }
    }
}

/// <summary>How a tensor is written out.</summary>
public enum TensorStringStyle
{
    Metadata,

    /// <summary>Description, then one table for each pair of last dimensions.</summary>
    Julia,

    /// <summary>Nested brackets.</summary>
    Numpy,
    Default,
}

/// <summary>Short names for the ways of writing a tensor out.</summary>
public static class TensorTextExtensions
{
    public static string str(this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null,
        CultureInfo? cultureInfo = null) => jlstr(tensor, fltFormat, width, newLine, cultureInfo);

    public static string jlstr(this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null,
        CultureInfo? cultureInfo = null)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.ToString(TensorStringStyle.Julia, fltFormat, width, cultureInfo, newLine);
    }

    public static string npstr(this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null,
        CultureInfo? cultureInfo = null)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);
    }
}
