namespace Grpc.Net.Client.Configuration;

/// <summary>A part of a service config: typed properties over the values by their names in JSON.</summary>
public abstract class ConfigObject
{
    private protected ConfigObject()
    {
    }

    /// <summary>The values by their JSON names.</summary>
    public IDictionary<string, object> Inner { get; } = new Dictionary<string, object>();

    private protected T? Get<T>(string name) => Inner.TryGetValue(name, out object? value) ? (T)value : default;

    private protected void Set<T>(string name, T? value)
    {
        if (value is null) Inner.Remove(name);
        else Inner[name] = value;
    }

    private protected IList<T> List<T>(string name)
    {
        if (Get<IList<T>>(name) is { } list) return list;
        list = [];
        Inner[name] = list;
        return list;
    }
}
