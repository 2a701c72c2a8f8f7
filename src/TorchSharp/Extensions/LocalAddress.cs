using System.Net;
using System.Net.Sockets;

namespace Fuse3D.TorchExtensions;

/// <summary>The address of this machine from which another is reached.</summary>
internal static class LocalAddress
{
    /// <summary>What the routing table answers; nothing is sent.</summary>
    /// <exception cref="ArgumentException">the name is unknown, or there is no route</exception>
    internal static IPAddress Towards(string host, int port)
    {
        try
        {
            IPAddress[] found = Dns.GetHostAddresses(host);
            IPAddress remote = found.FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
            using Socket probe = new(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(remote, port);
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException e)
        {
            throw new ArgumentException($"'{host}' cannot be reached: {e.Message}", nameof(host), e);
        }
    }
}
