using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>Where a channel leads to.</summary>
/// <param name="Http">The http or https address that requests carry.</param>
/// <param name="EndPoint">What is dialled.</param>
/// <param name="Target">The channel's name for it.</param>
internal sealed record ChannelAddress(Uri Http, EndPoint EndPoint, string Target)
{
    /// <summary>True for TLS.</summary>
    public bool IsSecure => Http.Scheme == Uri.UriSchemeHttps;

    /// <summary>Reads http://host:port, https://host:port, unix:///path, unix:path and dns:///host:port.</summary>
    /// <param name="address">The address.</param>
    /// <param name="isSecure">What the channel's credentials ask for; null when it has none.</param>
    public static ChannelAddress Parse(Uri address, bool? isSecure)
    {
        if (!address.IsAbsoluteUri) throw new ArgumentException($"Address '{address}' is not absolute; allowed: http, https, unix, dns.", nameof(address));
        return address.Scheme switch
        {
            "http" or "https" => OfHttp(address),
            "unix" => new(new(Scheme() + "://localhost"), new UnixDomainSocketEndPoint(PathOf(address)), address.OriginalString),
            "dns" => OfHttp(new($"{Scheme()}://{PathOf(address).TrimStart('/')}")),
            _ => throw new ArgumentException(
                $"No address resolver configured for the scheme '{address.Scheme}' of '{address}'; allowed: http, https, unix, dns.", nameof(address)),
        };

        string Scheme() => isSecure == true ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;

        ChannelAddress OfHttp(Uri http)
        {
            if (isSecure is { } secure && secure != (http.Scheme == Uri.UriSchemeHttps))
                throw new InvalidOperationException(
                    $"Channel is configured with {(secure ? "secure" : "insecure")} channel credentials and can't use a '{http.Scheme}' address ({http}).");
            return new(http, new DnsEndPoint(http.IdnHost, http.Port), http.Authority);
        }
    }

    private static string PathOf(Uri address)
    {
        string path = Uri.UnescapeDataString(address.AbsolutePath);
        return path.Length > 0 ? path : throw new ArgumentException($"Address '{address}' has no path.", nameof(address));
    }
}
