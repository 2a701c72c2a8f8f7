using Google.Protobuf.Reflection;

namespace Grpc.Reflection;

/// <summary>Finds .proto files by name, by what they define and by the extensions they add.</summary>
public class SymbolRegistry
{
    private readonly Dictionary<string, FileDescriptor> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _bySymbol = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Extendee, int Number), FileDescriptor> _byExtension = [];

    private SymbolRegistry()
    {
    }

    /// <summary>Registers files and all that they import.</summary>
    public static SymbolRegistry FromFiles(IEnumerable<FileDescriptor> fileDescriptors)
    {
        ArgumentNullException.ThrowIfNull(fileDescriptors);
        var registry = new SymbolRegistry();
        foreach (FileDescriptor file in fileDescriptors)
            registry.Add(file);
        return registry;
    }

    /// <summary>The file with this name (path in the import tree), null when unknown.</summary>
    public FileDescriptor? FileByName(string filename) => _byName.GetValueOrDefault(filename);

    /// <summary>The file that defines this fully qualified service, method, message, field, enum or extension, null when unknown.</summary>
    public FileDescriptor? FileContainingSymbol(string symbol) => _bySymbol.GetValueOrDefault(symbol);

    /// <summary>The file that extends a message by a field number, null when unknown.</summary>
    internal FileDescriptor? FileContainingExtension(string message, int number) => _byExtension.GetValueOrDefault((message, number));

    /// <summary>The numbers of all known extensions of a message, ascending; null when the message itself is unknown.</summary>
    internal IReadOnlyList<int>? ExtensionsOf(string message) => _bySymbol.ContainsKey(message)
        ? [.. _byExtension.Keys.Where(key => key.Extendee == message).Select(key => key.Number).Order()]
        : null;

    private void Add(FileDescriptor file)
    {
        if (!_byName.TryAdd(file.Name, file))
            return;
        foreach (FileDescriptor dependency in file.Dependencies)
            Add(dependency);
        foreach (ServiceDescriptor service in file.Services)
            AddSymbols([service, .. service.Methods]);
        foreach (MessageDescriptor message in file.MessageTypes)
            Add(message);
        foreach (EnumDescriptor type in file.EnumTypes)
            AddSymbols([type, .. type.Values]);
        AddExtensions(file.Extensions.UnorderedExtensions);
    }

    private void Add(MessageDescriptor message)
    {
        AddSymbols([message, .. message.Fields.InDeclarationOrder(), .. message.Oneofs]);
        foreach (EnumDescriptor type in message.EnumTypes)
            AddSymbols([type, .. type.Values]);
        foreach (MessageDescriptor nested in message.NestedTypes)
            Add(nested);
        AddExtensions(message.Extensions.UnorderedExtensions);
    }

    private void AddExtensions(IEnumerable<FieldDescriptor> extensions)
    {
        foreach (FieldDescriptor extension in extensions)
        {
            _bySymbol[extension.FullName] = extension.File;
            _byExtension[(extension.ExtendeeType.FullName, extension.FieldNumber)] = extension.File;
        }
    }

    private void AddSymbols(IEnumerable<IDescriptor> descriptors)
    {
        foreach (IDescriptor descriptor in descriptors)
            _bySymbol[descriptor.FullName] = descriptor.File;
    }
}
