using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Whether operations are recorded for backward; a state of the thread.</summary>
    public static bool is_grad_enabled() => Shim.ts_grad_enabled() != 0;

    public static bool is_inference_mode_enabled() => Shim.ts_inference_enabled() != 0;

    /// <summary>No recording on this thread until the result is disposed, on this thread.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>As <see cref="no_grad"/>, and the tensors made can never be part of a recording.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    /// <summary>Marks a state that belongs to a thread and must end where it began.</summary>
    private abstract class ThreadMode(string name) : IDisposable
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;
        private bool _ended;

        public void Dispose()
        {
            if (_ended)
                return;
            if (Environment.CurrentManagedThreadId != _thread)
                throw new InvalidOperationException(
                    $"{name} of thread {_thread} was ended on thread {Environment.CurrentManagedThreadId}; do not await inside it");
            _ended = true;
            End();
        }

        protected abstract void End();
    }

    private sealed class GradMode : ThreadMode
    {
        private readonly bool _before = is_grad_enabled();

        internal GradMode(bool enabled) : base("a grad mode") => Shim.ts_set_grad_enabled(enabled ? 1 : 0);

        protected override void End() => Shim.ts_set_grad_enabled(_before ? 1 : 0);
    }

    private sealed class InferenceMode(bool enabled) : ThreadMode("inference mode")
    {
        private readonly nint _guard = Shim.ts_inference_enter(enabled ? 1 : 0) is var guard and not 0 ? guard : throw NativeError.Last();

        protected override void End() => Shim.ts_inference_exit(_guard);
    }
}
