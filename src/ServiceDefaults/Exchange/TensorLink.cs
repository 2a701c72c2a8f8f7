using System.Security.Cryptography;
using Fuse3D.ServiceDefaults.Metrics;
using Fuse3D.ServiceDefaults.SharedMemory;
using Fuse3D.V1;
using Google.Protobuf;

namespace Fuse3D.ServiceDefaults.Exchange;

/// <summary>How tensors travel on one session: in slots of shared memory where both sides can, inside messages otherwise.</summary>
/// <remarks>
/// Each side says hello with a ring of its own that holds a nonce, tries to read the other's, and tells what came of it. Until then, and for
/// every tensor that finds no slot, bytes go inline. The link ends with the session, and every slot with it.
/// </remarks>
public sealed class TensorLink : IDisposable
{
    private const uint Protocol = 1;
    private readonly SharedMemoryOptions _options;
    private readonly FrameMetrics _metrics;
    private SlotRing? _ours;
    private SlotReader? _theirs;
    private SlotLease _probe;
    private volatile bool _oursIsRead;
    private string _reason = "";

    public TensorLink(SharedMemoryOptions options, FrameMetrics metrics)
    {
        (_options, _metrics) = (options, metrics);
        if (!options.SharedMemory)
            _reason = "shared memory is switched off here";
    }

    /// <summary>Shared memory when both directions use it.</summary>
    public Transport Transport => _oursIsRead && _theirs is not null ? Transport.SharedMemory : Transport.Inline;

    /// <summary>Why it is not shared memory; empty when it is.</summary>
    public string Reason => Transport == Transport.SharedMemory ? "" : _reason;

    /// <summary>The first message of a session.</summary>
    public Hello SayHello()
    {
        HostIdentity host = HostIdentity.Current;
        var hello = new Hello { Protocol = Protocol, BootId = host.BootId, PidNamespace = host.PidNamespace, Uid = host.UserId };
        if (_options.SharedMemory && TryLendRing() is { } ring)
        {
            hello.Ring = ring;
            hello.Transports.Add(Transport.SharedMemory);
        }

        hello.Transports.Add(Transport.Inline);
        return hello;
    }

    /// <summary>Tries to read the other side's ring; the answer goes back to it.</summary>
    public RingVerdict Try(Hello theirs)
    {
        if (theirs.Protocol != Protocol)
            throw new ExchangeProtocolException($"the other side speaks session protocol {theirs.Protocol}, this one {Protocol}");
        if (WhyNotShared(theirs) is { Length: > 0 } reason)
            return Inline(reason);
        try
        {
            return TryRead(theirs.Ring) is { } reader ? Shared(reader) : Inline("the other side's shared memory is not the one seen here");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentOutOfRangeException or StaleSlotException or OverflowException)
        {
            return Inline(e.Message);
        }
    }

    /// <summary>What the other side says of our ring. Its name is no longer needed: a crash leaves nothing behind.</summary>
    public void Conclude(RingVerdict verdict)
    {
        if (_ours is null)
            return;
        _ours.Unlink();
        _ours.TryRelease(_probe);
        _oursIsRead = verdict.Transport == Transport.SharedMemory;
        if (!_oursIsRead)
            _reason = verdict.Reason;
    }

    /// <summary>Slots that the other side has read.</summary>
    public void Release(SlotRelease release)
    {
        foreach (SharedMemorySlot slot in release.Slots)
            _ours?.TryRelease(new((int)slot.Slot, slot.Generation));
    }

    public void Dispose()
    {
        _ours?.Dispose();
        _theirs?.Dispose();
    }

    /// <summary>Puts bytes into a slot; null when they must go inline.</summary>
    internal SharedMemorySlot? TryLend(ReadOnlySpan<byte> bytes)
    {
        if (!_oursIsRead || bytes.Length < _options.MinSlotBytes || !_ours!.TryWrite(bytes, out SlotLease lease))
            return null;
        _metrics.TokensSent("shared_memory", bytes.Length);
        return ToWire(lease, bytes.Length);
    }

    internal void CountInline(long bytes) => _metrics.TokensSent("inline", bytes);

    internal void Read(SharedMemorySlot slot, Span<byte> destination)
    {
        if (_theirs is null || slot.Slot > int.MaxValue || slot.Length != (ulong)destination.Length)
            throw new ExchangeProtocolException($"slot {slot.Slot} of {slot.Length} bytes does not fit what was agreed");
        _theirs.Read(new((int)slot.Slot, slot.Generation), destination);
    }

    private Ring? TryLendRing()
    {
        try
        {
            var layout = new SlotLayout(_options.Slots, _options.SlotMegabytes * (1L << 20));
            _ours = SlotRing.Create(layout, TimeSpan.FromSeconds(_options.SlotLease));
            byte[] nonce = RandomNumberGenerator.GetBytes(16);
            if (!_ours.TryWrite(nonce, out _probe))
                throw new IOException("/dev/shm has no room");
            return new()
            {
                Name = _ours.Name,
                Slots = (uint)layout.Slots,
                SlotBytes = (ulong)layout.SlotBytes,
                Probe = ToWire(_probe, nonce.Length),
                Nonce = ByteString.CopyFrom(nonce),
            };
        }
        catch (IOException e)
        {
            _ours?.Dispose();
            _ours = null;
            _reason = e.Message;
            return null;
        }
    }

    private string WhyNotShared(Hello theirs)
    {
        if (!_options.SharedMemory)
            return _reason;
        if (theirs.Ring is null)
            return "the other side lends no shared memory";
        return HostIdentity.Current.WhyNotShared(new(theirs.BootId, theirs.PidNamespace, theirs.Uid));
    }

    private static SlotReader? TryRead(Ring ring)
    {
        SlotReader reader = SlotReader.Open(ring.Name, new(checked((int)ring.Slots), checked((long)ring.SlotBytes)));
        Span<byte> found = stackalloc byte[16];
        try
        {
            reader.Read(new(checked((int)ring.Probe.Slot), ring.Probe.Generation), found);
            if (found.SequenceEqual(ring.Nonce.Span))
                return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }

        reader.Dispose();
        return null;
    }

    private RingVerdict Shared(SlotReader reader)
    {
        _theirs = reader;
        return new() { Transport = Transport.SharedMemory };
    }

    private RingVerdict Inline(string reason)
    {
        _reason = reason;
        return new() { Transport = Transport.Inline, Reason = reason };
    }

    private static SharedMemorySlot ToWire(SlotLease lease, int length) =>
        new() { Slot = (uint)lease.Slot, Generation = lease.Generation, Length = (ulong)length };
}
