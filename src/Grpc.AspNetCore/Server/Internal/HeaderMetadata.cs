using Grpc.Core;
using Grpc.Core.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Metadata as HTTP headers.</summary>
internal static class HeaderMetadata
{
    /// <summary>A caller's metadata: its headers but those of the protocol. Damaged base64 is INVALID_ARGUMENT.</summary>
    public static Metadata Read(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach ((string name, StringValues values) in headers)
        {
            if (MetadataText.IsReserved(name))
                continue;
            foreach (string? value in values)
            {
                if (!MetadataText.TryAdd(metadata, name, value ?? ""))
                    throw new RpcException(new Status(StatusCode.InvalidArgument, $"the header {name} does not hold base64"));
            }
        }

        return metadata;
    }

    public static void Write(Metadata metadata, IHeaderDictionary headers)
    {
        foreach (Metadata.Entry entry in metadata)
        {
            if (MetadataText.IsReserved(entry.Key))
                continue;
            string value = MetadataText.ToHeader(entry);
            if (!headers.TryAdd(entry.Key, value))   // setting an empty value would remove the header, adding it does not
                headers.Append(entry.Key, value);
        }
    }
}
