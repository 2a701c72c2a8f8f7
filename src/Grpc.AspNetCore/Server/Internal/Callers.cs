using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Who calls: its address as gRPC writes it, and what its certificate proves.</summary>
internal static class Callers
{
    private static readonly AuthContext s_anonymous = new(null, []);

    /// <summary>"ipv4:1.2.3.4:5", "ipv6:[::1]:5", or "unix:" for a local socket, whose clients have no address.</summary>
    public static string Address(ConnectionInfo connection) => connection.RemoteIpAddress switch
    {
        null => "unix:",
        { AddressFamily: AddressFamily.InterNetwork } v4 => $"ipv4:{new IPEndPoint(v4, connection.RemotePort)}",
        { IsIPv4MappedToIPv6: true } mapped => $"ipv4:{new IPEndPoint(mapped.MapToIPv4(), connection.RemotePort)}",
        var v6 => $"ipv6:{new IPEndPoint(v6, connection.RemotePort)}",
    };

    public static AuthContext Identity(ConnectionInfo connection) =>
        connection.ClientCertificate is { } certificate ? Identity(certificate) : s_anonymous;

    // Names and order of preference are gRPC's: the alternative names identify a peer, else its common name.
    private static AuthContext Identity(X509Certificate2 certificate)
    {
        var properties = new Dictionary<string, List<AuthProperty>>(StringComparer.Ordinal);
        string[] alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames()).ToArray();
        Add("x509_subject_alternative_name", alternatives);
        Add("x509_common_name", certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } name ? [name] : []);
        string? identity = properties.Keys.FirstOrDefault();
        return new(identity, properties);

        void Add(string key, string[] values)
        {
            if (values.Length > 0)
                properties[key] = [.. values.Select(value => AuthProperty.Create(key, Encoding.UTF8.GetBytes(value)))];
        }
    }
}
