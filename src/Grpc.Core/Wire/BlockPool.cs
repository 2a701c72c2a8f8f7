namespace Grpc.Core.Wire;

/// <summary>Blocks for messages in two sizes, kept up to a bound and shared by all threads.</summary>
/// <remarks>
/// The array pool of the runtime keeps buffers per thread; a buffer rented on one and returned on another thread, which is usual in
/// asynchronous code, makes it allocate large arrays again and again.
/// </remarks>
internal static class BlockPool
{
    public const int SmallBytes = 16 * 1024;
    public const int LargeBytes = 256 * 1024;

    private static readonly Shelf s_small = new(SmallBytes, capacity: 256);     // keeps at most 4 MB
    private static readonly Shelf s_large = new(LargeBytes, capacity: 128);     // keeps at most 32 MB

    /// <summary>A block; large when more than a small one is expected to be needed.</summary>
    public static Block Rent(long expectedBytes) => (expectedBytes > SmallBytes ? s_large : s_small).Take();

    /// <summary>Takes back a block and all that are linked to it.</summary>
    public static void Return(Block? block)
    {
        while (block is not null)
        {
            Block? next = block.NextBlock;
            block.Reset();
            if (block.Array.Length == SmallBytes) s_small.Put(block);
            else if (block.Array.Length == LargeBytes) s_large.Put(block);
            block = next;
        }
    }

    private sealed class Shelf(int bytes, int capacity)
    {
        private readonly Lock _lock = new();
        private readonly Block?[] _blocks = new Block?[capacity];
        private int _count;

        public Block Take()
        {
            lock (_lock)
            {
                if (_count > 0) return _blocks[--_count]!;
            }

            return new(GC.AllocateUninitializedArray<byte>(bytes));
        }

        public void Put(Block block)
        {
            lock (_lock)
            {
                if (_count < _blocks.Length) _blocks[_count++] = block;
            }
        }
    }
}
