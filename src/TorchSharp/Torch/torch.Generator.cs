using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers. Draws from several threads are safe, but their order is not fixed.</summary>
    public unsafe class Generator : IDisposable
    {
        private const ulong InitialSeed = 67280421310721;
        private nint _handle;

        public Generator(ulong seed = InitialSeed, Device? device = null)
            : this(Shim.ts_generator_new((int)(device ?? CPU).type, (device ?? CPU).index, seed), device ?? CPU) { }

        private Generator(nint handle, Device device)
        {
            _handle = handle != 0 ? handle : throw NativeError.Last();
            this.device = device;
        }

        ~Generator() => Dispose(false);

        /// <summary>The process's generator for the CPU.</summary>
        public static Generator Default => new(Shim.ts_generator_default(), CPU);

        public Device device { get; }

        internal nint Handle
        {
            get
            {
                ObjectDisposedException.ThrowIf(_handle == 0, this);
                return _handle;
            }
        }

        public Generator manual_seed(long seed)
        {
            NativeError.ThrowIfFailed(Shim.ts_generator_set_seed(Handle, (ulong)seed));
            return this;
        }

        public long initial_seed()
        {
            ulong seed;
            NativeError.ThrowIfFailed(Shim.ts_generator_get_seed(Handle, &seed));
            GC.KeepAlive(this);
            return (long)seed;
        }

        /// <summary>Takes a new seed from the system.</summary>
        public long seed()
        {
            ulong seed;
            NativeError.ThrowIfFailed(Shim.ts_generator_reseed(Handle, &seed));
            GC.KeepAlive(this);
            return (long)seed;
        }

        /// <summary>The state as bytes; owned by the caller.</summary>
        public Tensor get_state()
        {
            Tensor state = NativeError.Own(Shim.ts_generator_get_state(Handle));
            GC.KeepAlive(this);
            return state;
        }

        public void set_state(Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            NativeError.ThrowIfFailed(Shim.ts_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(value);
            GC.KeepAlive(this);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
                Shim.ts_generator_free(handle);
        }
    }

    /// <summary>Seeds the CPU's generator and those of every CUDA device.</summary>
    public static Generator manual_seed(long seed)
    {
        NativeError.ThrowIfFailed(Shim.ts_manual_seed((ulong)seed));
        return Generator.Default;
    }

    /// <summary>The state of the process's CPU generator.</summary>
    public static Tensor get_rng_state()
    {
        using Generator generator = Generator.Default;
        return generator.get_state();
    }

    public static void set_rng_state(Tensor new_state)
    {
        using Generator generator = Generator.Default;
        generator.set_state(new_state);
    }

    /// <summary>The process-wide random numbers, under the name of their module.</summary>
    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static Tensor get_rng_state() => torch.get_rng_state();

        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);
    }
}
