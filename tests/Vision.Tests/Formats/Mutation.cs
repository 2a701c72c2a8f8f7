using System.Diagnostics;

namespace Fuse3D.Vision.Tests.Formats;

/// <summary>Damages files at random, to show that a reader answers with its result or an error and nothing else.</summary>
internal static class Mutation
{
    // Lengths and offsets that break arithmetic; their first 1, 2, 4 or 8 bytes are used.
    private static readonly byte[][] Lies = [.. new[] { 0, -1, 1, long.MaxValue, long.MinValue, int.MaxValue, uint.MaxValue, 0x7FFF_FFF0, 1L << 40 }.Select(BitConverter.GetBytes)];

    /// <summary>A damaged copy: bits flipped, bytes set, cut, repeated, inserted or copied over others, numbers made huge.</summary>
    public static byte[] Of(ReadOnlySpan<byte> original, Random random)
    {
        List<byte> bytes = [.. original];
        for (int edits = random.Next(1, 6); edits > 0; edits--)
            Edit(bytes, random);
        return [.. bytes];
    }

    /// <summary>
    /// Feeds damaged copies to a reader. It may succeed or throw <see cref="InvalidInputException"/>, fast and in bounded memory.
    /// </summary>
    /// <param name="read">reads one damaged file</param>
    /// <param name="maxBytesEach">what one reading may allocate</param>
    public static void Survive(ReadOnlySpan<byte> original, int rounds, int seed, long maxBytesEach, Action<byte[]> read)
    {
        var random = new Random(seed);
        for (int round = 0; round < rounds; round++)
        {
            byte[] damaged = Of(original, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            string? outcome = Outcome(damaged, read);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(outcome is null, $"seed {seed}, round {round}: {outcome}");
            Assert.True(allocated <= maxBytesEach, $"seed {seed}, round {round}: {allocated} bytes allocated");
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), $"seed {seed}, round {round}: took too long");
        }
    }

    private static string? Outcome(byte[] damaged, Action<byte[]> read)
    {
        try
        {
            read(damaged);
            return null;
        }
        catch (InvalidInputException e)
        {
            return string.IsNullOrWhiteSpace(e.Message) ? "an error without words" : null;
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private static void Edit(List<byte> bytes, Random random)
    {
        if (bytes.Count == 0)
            return;
        // Half of the edits hit the start, where headers are.
        int at = random.Next(random.Next(2) == 0 ? bytes.Count : Math.Min(bytes.Count, 200));
        switch (random.Next(8))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes.RemoveRange(at, bytes.Count - at); break;
            case 3: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
            case 4: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 33), bytes.Count - at))); break;
            case 5: Overwrite(bytes, at, Lies[random.Next(Lies.Length)].AsSpan(0, 1 << random.Next(4))); break;
            case 6: Overwrite(bytes, at, Part(bytes, random.Next(bytes.Count), random.Next(1, 65))); break;
            default: bytes[at] = (byte)"0919999-\n {}[]\",:"[random.Next(17)]; break;
        }
    }

    private static byte[] Part(List<byte> bytes, int start, int count) => [.. bytes.Skip(start).Take(count)];

    private static void Overwrite(List<byte> bytes, int at, ReadOnlySpan<byte> with)
    {
        for (int i = 0; i < with.Length && at + i < bytes.Count; i++)
            bytes[at + i] = with[i];
    }
}
