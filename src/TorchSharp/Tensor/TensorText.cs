using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Writes the values of a tensor; of a long dimension only both ends.</summary>
internal sealed class TensorText(string format, int width, CultureInfo culture, string newLine)
{
    private const int LongDimension = 20;
    private const int ShownAtEachEnd = 3;
    private const string Left = "...";

    /// <summary>[[1, 2], [3, 4]], a line for each row.</summary>
    internal string Nested(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        StringBuilder text = new();
        AppendNested(text, tensor.to(CPU), depth: 1);
        return text.ToString();
    }

    /// <summary>The description, and a table for each pair of last dimensions.</summary>
    internal string Tables(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        StringBuilder text = new(tensor.ToString());
        Tensor local = tensor.to(CPU);
        switch (local.Dimensions)
        {
            case 0:
                text.Append(", value = ").Append(Value(local));
                break;
            case 1:
                AppendTable(text.Append(newLine), local.unsqueeze(0));
                break;
            default:
                AppendTables(text, local, []);
                break;
        }

        return text.ToString();
    }

    private void AppendNested(StringBuilder text, Tensor tensor, int depth)
    {
        if (tensor.Dimensions == 0)
        {
            text.Append(Value(tensor));
            return;
        }

        bool innermost = tensor.Dimensions == 1;
        string between = innermost ? ", " : string.Concat(Enumerable.Repeat(newLine, (int)tensor.Dimensions - 1)) + new string(' ', depth);
        text.Append('[');
        bool first = true;
        foreach (long? place in Places(tensor.size(0)))
        {
            if (!first)
                text.Append(between);
            first = false;
            if (place is { } i)
                AppendNested(text, tensor[i], depth + 1);
            else
                text.Append(Left);
        }

        text.Append(']');
    }

    private void AppendTables(StringBuilder text, Tensor tensor, List<long> at)
    {
        if (tensor.Dimensions == 2)
        {
            text.Append(newLine);
            if (at.Count > 0)
                text.Append('[').AppendJoin(',', at).Append(",..,..] =").Append(newLine);
            AppendTable(text, tensor);
            return;
        }

        for (long i = 0; i < tensor.size(0); i++)
            AppendTables(text, tensor[i], [.. at, i]);
    }

    private void AppendTable(StringBuilder text, Tensor table)
    {
        string[][] rows = [.. Enumerable.Range(0, (int)table.size(0)).Select(row => Row(table[row]))];
        int column = rows.SelectMany(row => row).Select(value => value.Length).DefaultIfEmpty(0).Max();
        int shown = Math.Max(1, (width - Left.Length) / (column + 1));
        foreach (string[] row in rows)
        {
            foreach (string value in row.Take(shown))
                text.Append(' ').Append(value.PadLeft(column));
            if (row.Length > shown)
                text.Append(' ').Append(Left);
            text.Append(newLine);
        }
    }

    /// <summary>No more values than fit on a line.</summary>
    private string[] Row(Tensor row) => [.. Enumerable.Range(0, (int)Math.Min(row.size(0), width)).Select(i => Value(row[i]))];

    /// <summary>Every place, or the ends with null for what is left out.</summary>
    private static IEnumerable<long?> Places(long size)
    {
        for (long i = 0; i < size; i++)
        {
            if (size > LongDimension && i == ShownAtEachEnd)
            {
                yield return null;
                i = size - ShownAtEachEnd;
            }

            yield return i;
        }
    }

    private string Value(Tensor number) => number.dtype switch
    {
        ScalarType.Bool => number.ToBoolean().ToString(culture),
        ScalarType.Float64 => number.ToDouble().ToString(format, culture),
        _ when number.is_floating_point() => number.ToSingle().ToString(format, culture),
        _ => number.ToInt64().ToString(culture),
    };
}
