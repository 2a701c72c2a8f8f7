using System.Net;
using System.Net.Sockets;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Passes TCP connections on to a port, until it cuts them all with a reset.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly TaskCompletionSource _thawed = new();
    private readonly int _port;
    private volatile bool _frozen;

    public CuttingProxy(int port)
    {
        _port = port;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    public void Cut()
    {
        lock (_sockets)
        {
            foreach (Socket socket in _sockets)
            {
                socket.LingerState = new(true, 0);
                socket.Dispose();
            }

            _sockets.Clear();
        }
    }

    /// <summary>From now on nothing passes, and nobody is told.</summary>
    public void Freeze() => _frozen = true;

    public void Dispose()
    {
        _thawed.TrySetResult();
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket near;
            try
            {
                near = await _listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await far.ConnectAsync(IPAddress.Loopback, _port);
            lock (_sockets) _sockets.AddRange([near, far]);
            _ = PassAsync(near, far);
            _ = PassAsync(far, near);
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[65536];
        try
        {
            for (int n; (n = await from.ReceiveAsync(buffer)) > 0;)
            {
                if (_frozen) await _thawed.Task;
                await to.SendAsync(buffer.AsMemory(0, n));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }
}
