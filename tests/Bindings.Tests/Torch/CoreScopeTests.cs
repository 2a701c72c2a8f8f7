using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreScopeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void Scope_AtItsEnd_DisposesWhatWasMadeInIt()
    {
        Tensor before = zeros(1), inside, moved, detached;
        using (var scope = NewDisposeScope())
        {
            inside = zeros(1);
            using (NewDisposeScope())
                moved = zeros(1).MoveToOuterDisposeScope();
            detached = zeros(1).DetachFromDisposeScope();
            Assert.False(moved.IsInvalid);
            Assert.Equal(2, scope.DisposablesCount);
            Assert.True(scope.Contains(moved));
        }

        Assert.True(inside.IsInvalid);
        Assert.True(moved.IsInvalid);
        Assert.False(before.IsInvalid);
        Assert.False(detached.IsInvalid);
        before.Dispose();
        detached.Dispose();
    }

    [Fact]
    public void Scope_DisposingAllBut_KeepsTheRest()
    {
        using var scope = NewDisposeScope();
        Tensor kept = zeros(1), gone = zeros(1);
        scope.DisposeEverythingBut(kept);
        Assert.True(gone.IsInvalid);
        Assert.False(kept.IsInvalid);
        kept.Dispose();
        Assert.Equal(0, scope.DisposablesCount);
        kept.Dispose();
    }

    [Fact]
    public void Tensor_UsedAfterItsEnd_Throws()
    {
        Tensor t = zeros(2);
        t.Dispose();
        Assert.Throws<ObjectDisposedException>(() => t.shape);
        Assert.Throws<ObjectDisposedException>(() => t + 1);
        Assert.Throws<ObjectDisposedException>(() => cat([t, t]));
        Assert.Throws<ObjectDisposedException>(() => t.backward());
        Assert.Equal("(disposed tensor)", t.ToString());
    }

    [Fact]
    public void Scope_EndedOnAnotherThread_Throws()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("another thread", OnAnotherThread(scope.Dispose)!.Message.Replace("ended on thread", "another thread",
            StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Modes_EndedOnAnotherThread_Throw()
    {
        using var mode = no_grad();
        using var inference = inference_mode();
        Assert.IsType<InvalidOperationException>(OnAnotherThread(inference.Dispose));
        Assert.IsType<InvalidOperationException>(OnAnotherThread(mode.Dispose));
        Assert.False(is_grad_enabled());
    }

    [Fact]
    public void Scopes_BelongToTheirThread()
    {
        using var scope = NewDisposeScope();
        Assert.Null(OnAnotherThread(() =>
        {
            Assert.Null(CurrentDisposeScope);
            zeros(1).Dispose();
        }));
        Assert.Equal(0, scope.DisposablesCount);
        Tensor mine = zeros(1);
        Assert.Null(OnAnotherThread(mine.Dispose));
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void Wrapped_Expression_LeavesOnlyItsResult()
    {
        using var scope = NewDisposeScope();
        Tensor result = WrappedTensorDisposeScope(() => (zeros(2) + 1) * 3);
        Assert.Equal(1, scope.DisposablesCount);
        CoreValues.Equal([3, 3], result);
        (Tensor first, Tensor second) = Inner();
        Assert.Equal(3, scope.DisposablesCount);
        Assert.False(first.IsInvalid || second.IsInvalid);

        static (Tensor, Tensor) Inner()
        {
            using var inner = NewDisposeScope();
            return inner.MoveToOuter(zeros(1), zeros(1));
        }
    }

    private static Exception? OnAnotherThread(Action action)
    {
        Exception? thrown = null;
        Thread thread = new(() => thrown = Record.Exception(action));
        thread.Start();
        Assert.True(thread.Join(Patience));
        return thrown;
    }
}
