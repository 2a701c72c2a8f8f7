using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Servers of other implementations, each started once, when the first test asks for it.</summary>
public sealed class InteropServers : IAsyncLifetime
{
    private readonly ConcurrentBag<InteropPeer> _peers = [];
    private readonly ConcurrentDictionary<string, Lazy<Task<int>>> _ports = new();

    public Task<int> PythonAsync() => PortAsync(
        "python", () => InteropPeer.Start(InteropTools.Python, Path.Combine(InteropPeer.Scripts, "python", "server.py"), InteropPeer.Protos));

    public Task<int> NodeAsync() => PortAsync(
        "node", () => InteropPeer.Start(InteropTools.Node, Path.Combine(InteropPeer.Scripts, "node", "server.mjs"), InteropPeer.Protos));

    public Task<int> CppAsync() => PortAsync("C++", () => InteropPeer.Start(InteropTools.Cpp("server")));

    /// <summary>The official Ruby server, which takes a port instead of choosing one.</summary>
    public Task<int> RubyAsync()
    {
        int port = FreePort();
        return PortAsync("ruby", () => InteropPeer.Start("ruby", InteropTools.RubyScript("server.rb"), "--port", $"{port}"), port);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (InteropPeer peer in _peers)
            await peer.DisposeAsync();
    }

    private Task<int> PortAsync(string name, Func<InteropPeer> start, int? chosen = null) => _ports.GetOrAdd(name, _ => new(() =>
    {
        InteropPeer peer = start();
        _peers.Add(peer);
        return chosen is { } port ? ListeningAsync(peer, port) : peer.PortAsync();
    })).Value;

    private static async Task<int> ListeningAsync(InteropPeer peer, int port)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port, patience.Token);
                return port;
            }
            catch (SocketException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(20, patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException($"the server did not listen on port {port}:\n{peer.Output}");
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
