using System.Net.Sockets;

namespace Grpc.Net.Client.Internal;

/// <summary>A connection that says when it is closed.</summary>
internal sealed class TrackedStream(Socket socket, Connector connector) : NetworkStream(socket, ownsSocket: true)
{
    private int _closed;

    /// <summary>False when the peer has closed the connection, or sent something before it was asked.</summary>
    public bool IsQuiet => Socket.Connected && !Socket.Poll(0, SelectMode.SelectRead);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Interlocked.Exchange(ref _closed, 1) == 0) connector.Closed();
    }
}
