using System.Reflection;

namespace TorchSharp.Utils;

/// <summary>The name under which a field's module, parameter or buffer is registered, where it differs from the field's own.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ComponentNameAttribute : Attribute
{
    public string Name { get; set; } = "";
}

internal static class ComponentFields
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, (string Name, FieldInfo Field)[]> Known = new();

    /// <summary>Instance fields of a module type with their component names, in the order of declaration.</summary>
    public static (string Name, FieldInfo Field)[] Of(Type module) => Known.GetOrAdd(module, static type =>
        [.. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => (field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name, field))]);
}
