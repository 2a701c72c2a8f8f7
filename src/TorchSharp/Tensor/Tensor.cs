using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>An n-dimensional array of libtorch, with its gradient history.</summary>
    /// <remarks>
    /// Owns one native reference. Dispose it, or make it inside a <see cref="DisposeScope"/>; the finalizer is the last net.
    /// </remarks>
    public partial class Tensor : IDisposable
    {
        private nint _handle;
        private readonly long _countedBytes;

        internal Tensor(nint handle)
        {
            _handle = handle;
            _countedBytes = NativeMemoryWatch.Add(handle);
            if (DisposeScopeManager.ThreadSingleton.Current is { } scope)
                scope.Hold(this);
        }

        ~Tensor() => Release();

        /// <summary>A name for debugging.</summary>
        public string? name { get; set; }

        /// <summary>Whether it was disposed.</summary>
        public bool IsInvalid => _handle == 0;

        /// <summary>The native reference; throws after <see cref="Dispose()"/>.</summary>
        public nint Handle
        {
            get
            {
                nint handle = _handle;
                ObjectDisposedException.ThrowIf(handle == 0, this);
                return handle;
            }
        }

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>How many tensors this process holds.</summary>
        public static long TotalCount => NativeMemoryWatch.LiveHandles;

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            OwningDisposeScope?.MarkAsDisposed(this);
            Release();
        }

        /// <summary>Hands the tensor to the scope around the one that holds it; out of the outermost it is held by none.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope? scope)
        {
            if (OwningDisposeScope is { } owner)
                owner.MoveToOther(scope, this);
            else
                scope?.Attach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other)
        {
            ArgumentNullException.ThrowIfNull(other);
            return MoveToOtherDisposeScope(other.OwningDisposeScope);
        }

        /// <summary>Takes the tensor out of every scope; the caller disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>A second object for the same native tensor; each is disposed by itself.</summary>
        public Tensor alias()
        {
            Tensor second = new(Shim.ts_retain(Handle));
            GC.KeepAlive(this);
            return second;
        }

        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        private void Release()
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0)
                return;
            NativeMemoryWatch.Remove(_countedBytes);
            Shim.ts_release(handle);
        }
    }
}
