using System.Net.Sockets;

namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>The file of a Unix socket, which outlives a process that crashed and then stands in the way of the next.</summary>
internal static class UnixSocketFile
{
    /// <summary>Removes a socket's file that nobody listens on. Anything else stays, and binding says why it cannot.</summary>
    public static void RemoveLeftover(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (File.Exists(path))
                probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && new FileInfo(path).Length == 0)
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // Not a socket, or not ours to ask.
        }
    }
}
