using System.Globalization;
using System.Net.Http.Headers;
using System.Reflection;
using System.Runtime.InteropServices;
using Grpc.Core;
using Grpc.Core.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>Makes the HTTP request of an attempt.</summary>
internal static class RequestMessage
{
    private static readonly string s_userAgent =
        $"grpc-dotnet-fuse3d/{typeof(RequestMessage).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version} ({RuntimeInformation.FrameworkDescription})";

    /// <param name="call">The call.</param>
    /// <param name="content">Its body.</param>
    /// <param name="previousAttempts">How often it was sent before.</param>
    public static HttpRequestMessage Create(ClientCall call, HttpContent content, int previousAttempts)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, call.Method.Uri)
        {
            Version = call.Channel.HttpVersion,
            VersionPolicy = call.Channel.HttpVersionPolicy,
            Content = content,
        };
        content.Headers.TryAddWithoutValidation(HeaderNames.ContentType, HeaderNames.GrpcContentType);
        HttpRequestHeaders headers = message.Headers;
        headers.Host = call.Host;
        headers.TryAddWithoutValidation(HeaderNames.Te, HeaderNames.Trailers);
        headers.TryAddWithoutValidation(HeaderNames.AcceptEncoding, call.Channel.AcceptEncoding);
        bool ownUserAgent = call.Options.Headers is { Count: > 0 } metadata && AddMetadata(message, metadata, call.Channel);
        if (!ownUserAgent) headers.TryAddWithoutValidation(HeaderNames.UserAgent, s_userAgent);
        if (call.Options.Deadline is { } deadline && deadline != DateTime.MaxValue)
            headers.TryAddWithoutValidation(HeaderNames.Timeout, GrpcTimeout.Format(GrpcChannel.TimeLeft(deadline)));
        if (previousAttempts > 0)
            headers.TryAddWithoutValidation(HeaderNames.PreviousAttempts, previousAttempts.ToString(CultureInfo.InvariantCulture));
        return message;
    }

    /// <summary>Adds what the credentials of the call and of its channel put into the headers.</summary>
    public static async Task AddCredentialsAsync(ClientCall call, HttpRequestMessage message)
    {
        string service = call.Channel.AddressOf(call.Method.Method.ServiceName);
        var context = new AuthInterceptorContext(service, call.Method.Method.Name, call.Cancelled);
        foreach (CallCredentials? credentials in (CallCredentials?[])[call.Options.Credentials, call.Channel.CallCredentials])
        {
            if (credentials is null) continue;
            var metadata = new Metadata();
            foreach (AsyncAuthInterceptor add in CallCredentialsReader.InterceptorsOf(credentials))
                await add(context, metadata).ConfigureAwait(false);
            AddMetadata(message, metadata, call.Channel);
        }
    }

    /// <summary>Adds entries as headers; true when one of them is the user agent.</summary>
    private static bool AddMetadata(HttpRequestMessage message, Metadata metadata, GrpcChannel channel)
    {
        bool hasUserAgent = false;
        for (int i = 0; i < metadata.Count; i++)
        {
            Metadata.Entry entry = metadata[i];
            if (entry.Key == Metadata.CompressionRequestKey && channel.FindCompression(entry.Value) is { } compression)
                message.Headers.TryAddWithoutValidation(HeaderNames.Encoding, compression.EncodingName);
            if (MetadataText.IsReserved(entry.Key)) continue;
            hasUserAgent |= entry.Key == HeaderNames.UserAgent;
            string value = MetadataText.ToHeader(entry);
            if (!message.Headers.TryAddWithoutValidation(entry.Key, value))
                message.Content!.Headers.TryAddWithoutValidation(entry.Key, value);     // names that HTTP reserves for bodies, as "expires"
        }

        return hasUserAgent;
    }
}
