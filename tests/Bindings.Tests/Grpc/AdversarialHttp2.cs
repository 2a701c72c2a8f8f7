using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>A client that writes HTTP/2 frames by hand, so that it can write wrong ones.</summary>
internal sealed class AdversarialHttp2 : IDisposable
{
    public const byte Data = 0, Headers = 1, ResetStream = 3, Settings = 4, Ping = 6, GoAway = 7;
    public const byte EndStream = 1, EndHeaders = 4;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly TcpClient _socket = new();
    private readonly NetworkStream _stream;

    private AdversarialHttp2(int port)
    {
        _socket.Connect(IPAddress.Loopback, port);
        _socket.NoDelay = true;
        _stream = _socket.GetStream();
    }

    /// <summary>Connects and says hello as a well-behaved client does.</summary>
    public static async Task<AdversarialHttp2> ConnectAsync(int port)
    {
        var client = new AdversarialHttp2(port);
        await client.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await client.SendFrameAsync(Settings, 0, 0, []);
        return client;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes).AsTask().WaitAsync(s_patience);

    public Task SendFrameAsync(byte type, byte flags, int stream, byte[] payload) => SendAsync(Frame(type, flags, stream, payload));

    /// <summary>Starts a gRPC call, with more headers if wanted.</summary>
    public Task StartCallAsync(int stream, string path, params (string Name, string Value)[] more) =>
        SendFrameAsync(Headers, EndHeaders, stream, CallHeaders(path, more));

    public static byte[] CallHeaders(string path, params (string Name, string Value)[] more) =>
    [
        .. Literal(":method", "POST"), .. Literal(":scheme", "http"), .. Literal(":authority", "localhost"), .. Literal(":path", path),
        .. Literal("content-type", "application/grpc"), .. Literal("te", "trailers"), .. more.SelectMany(header => Literal(header.Name, header.Value)),
    ];

    public static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    /// <summary>Reads up to the first frame of one of these types; null when the server hangs up before.</summary>
    public async Task<(byte Flags, int Stream, byte[] Payload)?> ReadUntilAsync(params byte[] types)
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            while (true)
            {
                byte[] header = new byte[9];
                await _stream.ReadExactlyAsync(header, patience.Token);
                byte[] payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >>> 8];
                await _stream.ReadExactlyAsync(payload, patience.Token);
                if (types.Contains(header[3]))
                    return (header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
            }
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _socket.Dispose();

    // A header that is neither indexed nor compressed (RFC 7541, 6.2.2).
    private static byte[] Literal(string name, string value) => [0, .. Text(name), .. Text(value)];

    private static byte[] Text(string text)
    {
        var bytes = new List<byte>();
        int rest = text.Length;
        if (rest < 127)
        {
            bytes.Add((byte)rest);
        }
        else
        {
            bytes.Add(127);
            for (rest -= 127; rest >= 128; rest >>= 7)
                bytes.Add((byte)(rest & 127 | 128));
            bytes.Add((byte)rest);
        }

        return [.. bytes, .. Encoding.ASCII.GetBytes(text)];
    }
}
