using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// Parameters and persistent buffers by dotted name, in PyTorch's order: a module's own parameters, its buffers, then its
            /// children.
            /// The tensors are the module's own, not copies.
            /// </summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Key(string own) => string.IsNullOrEmpty(prefix) ? own : $"{prefix}.{own}";

                foreach (var (own, parameter) in named_parameters(recurse: false))
                    destination.TryAdd(Key(own), parameter);
                foreach (var (own, buffer) in named_buffers(recurse: false, include_nonpersistent: false))
                    destination.TryAdd(Key(own), buffer);
                foreach (var (own, module) in named_children())
                    module.state_dict(destination, Key(own));
                return destination;
            }

            /// <summary>Copies values in by name. On any error nothing has been copied.</summary>
            /// <param name="strict">every name must be on both sides; otherwise the differences are returned</param>
            /// <param name="skip">names that are neither compared nor copied</param>
            /// <exception cref="InvalidOperationException">names what is missing, unexpected or of another shape</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                ArgumentNullException.ThrowIfNull(source);
                var target = state_dict();
                bool Wanted(string key) => skip is null || !skip.Contains(key);

                List<string> missing = [.. target.Keys.Where(key => Wanted(key) && !source.ContainsKey(key))];
                List<string> unexpected = [.. source.Keys.Where(key => Wanted(key) && !target.ContainsKey(key))];
                List<string> shared = [.. target.Keys.Where(key => Wanted(key) && source.ContainsKey(key))];
                List<string> misshapen = [.. shared.Where(key => !target[key].shape.SequenceEqual(source[key].shape))
                    .Select(key => $"{key}: {Shape(target[key])} here, {Shape(source[key])} given")];
                if (misshapen.Count > 0 || (strict && missing.Count + unexpected.Count > 0))
                    throw new InvalidOperationException(Differences(missing, unexpected, misshapen));

                using var frozen = no_grad();
                foreach (string key in shared)
                    target[key].copy_(source[key]);
                return (missing, unexpected);
            }

            private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";

            private string Differences(List<string> missing, List<string> unexpected, List<string> misshapen)
            {
                StringBuilder report = new($"cannot load a state dict into {name}; nothing was changed");
                Append("missing", missing);
                Append("unexpected", unexpected);
                Append("of another shape", misshapen);
                return report.ToString();

                void Append(string kind, List<string> entries)
                {
                    const int Shown = 20;
                    if (entries.Count == 0)
                        return;
                    report.Append('\n').Append(entries.Count).Append(' ').Append(kind).Append(':');
                    foreach (string entry in entries.Take(Shown))
                        report.Append("\n  ").Append(entry);
                    if (entries.Count > Shown)
                        report.Append("\n  and ").Append(entries.Count - Shown).Append(" more");
                }
            }
        }
    }
}
