using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Parameters by dotted name, own ones first; one that is reached by two names comes once.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
                foreach (var (key, parameter) in _parameters)
                    if (seen.Add(parameter))
                        yield return (key, parameter);
                if (!recurse)
                    yield break;
                foreach (var (child, module) in named_children())
                    foreach (var (key, parameter) in module.named_parameters())
                        if (seen.Add(parameter))
                            yield return ($"{child}.{key}", parameter);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(named => named.parameter);

            /// <summary>Buffers by dotted name, own ones first; one that is reached by two names comes once.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
                foreach (var (key, (tensor, persistent)) in _buffers)
                    if ((persistent || include_nonpersistent) && seen.Add(tensor))
                        yield return (key, tensor);
                if (!recurse)
                    yield break;
                foreach (var (child, module) in named_children())
                    foreach (var (key, tensor) in module.named_buffers(true, include_nonpersistent))
                        if (seen.Add(tensor))
                            yield return ($"{child}.{key}", tensor);
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(named => named.buffer);

            public virtual IEnumerable<(string name, Module module)> named_children() => _modules.Select(pair => (pair.Key, pair.Value));

            public virtual IEnumerable<Module> children() => named_children().Select(named => named.module);

            /// <summary>All modules below this one (not itself) by dotted name: the children first, then theirs.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in named_children())
                    yield return child;
                foreach (var (child, module) in named_children())
                    foreach (var (key, descendant) in module.named_modules())
                        yield return ($"{child}.{key}", descendant);
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(named => named.module);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            /// <param name="target">dotted name</param>
            /// <returns>null if there is none of that name</returns>
            public virtual Parameter? get_parameter(string target)
            {
                ArgumentNullException.ThrowIfNull(target);
                return _parameters.TryGetValue(target, out var parameter)
                    ? parameter
                    : InChild(target, (module, rest) => module.get_parameter(rest));
            }

            /// <inheritdoc cref="get_parameter"/>
            public virtual Tensor? get_buffer(string target)
            {
                ArgumentNullException.ThrowIfNull(target);
                return _buffers.TryGetValue(target, out var buffer)
                    ? buffer.Tensor
                    : InChild(target, (module, rest) => module.get_buffer(rest));
            }

            private T? InChild<T>(string target, Func<Module, string, T?> find) where T : class
            {
                int dot = target.IndexOf('.', StringComparison.Ordinal);
                if (dot < 0)
                    return null;
                Module? child = named_children().FirstOrDefault(named => named.name == target[..dot]).module;
                return child is null ? null : find(child, target[(dot + 1)..]);
            }

            /// <summary>Calls <paramref name="fn"/> on every module below, then on this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children())
                    child.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Whether dropout drops and batch norms use the batch's own statistics.</summary>
            public virtual bool training => _training;

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var child in children())
                    child.train(train);
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                    parameter.ClearGrad(set_to_none);
            }
        }
    }
}
