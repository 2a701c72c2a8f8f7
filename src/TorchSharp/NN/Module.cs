using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A part of a network: named parameters, buffers and further modules, as a tree.
        /// A module owns its tensors: they leave the dispose scope on registration and die with the module.
        /// </summary>
        public partial class Module : IDisposable
        {
            protected string name;
            private readonly OrderedDictionary<string, Module> _modules = [];
            private readonly OrderedDictionary<string, Parameter> _parameters = [];
            private readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> _buffers = [];
            private bool _componentsRegistered, _training = true, _disposed;

            /// <param name="name">for people; keys come from field names</param>
            protected Module(string name) => this.name = name;

            public virtual string GetName() => name;

            /// <summary>Registers every field that holds a module, a parameter or a tensor (a buffer) under the field's name.</summary>
            protected virtual void RegisterComponents()
            {
                if (_componentsRegistered)
                    return;
                _componentsRegistered = true;
                foreach (var (component, field) in ComponentFields.Of(GetType()))
                {
                    if (IsRegistered(component))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(component, module); break;
                        case Parameter parameter: register_parameter(component, parameter); break;
                        case Tensor tensor: register_buffer(component, tensor); break;
                        default: break;
                    }
                }
            }

            public void add_module(string name, Module module) => register_module(name, module);

            /// <param name="submodule">null takes the name off the list</param>
            public virtual void register_module(string name, Module? submodule)
            {
                if (submodule is null)
                {
                    _modules.Remove(name);
                    return;
                }

                RequireComponentName(name, "module");
                if (!_modules.TryAdd(name, submodule))
                    throw new InvalidOperationException($"{this.name} already has a module '{name}'");
                submodule.RegisterComponents();
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                ArgumentNullException.ThrowIfNull(param);
                if (!_parameters.TryAdd(name, param))
                    throw new InvalidOperationException($"{this.name} already has a parameter '{name}'");
                param.DetachFromDisposeScope();
            }

            /// <param name="persistent">whether the buffer is part of <see cref="state_dict"/></param>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                if (!_buffers.TryAdd(name, (tensor, persistent)))
                    throw new InvalidOperationException($"{this.name} already has a buffer '{name}'");
                tensor.DetachFromDisposeScope();
            }

            /// <summary>Sets, replaces or (null) removes a parameter; the one that was there is not disposed.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor? value)
            {
                if (value is null)
                    _parameters.Remove(name);
                else
                    _parameters[name] = value.DetachFromDisposeScope() as Parameter ?? new Parameter(value);
            }

            /// <summary>Sets, replaces or (null) removes a buffer; the one that was there is not disposed.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null)
                    _buffers.Remove(name);
                else
                    _buffers[name] = (value.DetachFromDisposeScope(), persistent);
            }

            /// <summary>What a setter of a weight does: the old one is freed, the new one registered.</summary>
            private protected void Exchange(ref Parameter? field, Parameter? value, string key)
            {
                if (ReferenceEquals(field, value))
                    return;
                field?.Dispose();
                field = value;
                ConditionallyRegisterParameter(key, value);
            }

            /// <inheritdoc cref="Exchange(ref Parameter?, Parameter?, string)"/>
            private protected void Exchange(ref Tensor? field, Tensor? value, string key)
            {
                if (ReferenceEquals(field, value))
                    return;
                field?.Dispose();
                field = value;
                ConditionallyRegisterBuffer(key, value);
            }

            /// <summary>Forgets all child modules without disposing them.</summary>
            protected void ClearModules() => _modules.Clear();

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees the parameters and buffers of this module and of all below it.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || _disposed)
                    return;
                _disposed = true;
                foreach (var module in _modules.Values)
                    module.Dispose();
                foreach (var parameter in _parameters.Values)
                    parameter.Dispose();
                foreach (var (tensor, _) in _buffers.Values)
                    tensor.Dispose();
            }

            private bool IsRegistered(string component) =>
                _modules.ContainsKey(component) || _parameters.ContainsKey(component) || _buffers.ContainsKey(component);

            private static void RequireComponentName(string name, string what)
            {
                if (string.IsNullOrEmpty(name) || name.Contains('.', StringComparison.Ordinal))
                    throw new ArgumentException($"a {what}'s name is not empty and holds no '.'; got '{name}'", nameof(name));
            }
        }
    }
}
