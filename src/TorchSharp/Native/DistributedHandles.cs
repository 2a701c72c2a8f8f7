using Microsoft.Win32.SafeHandles;

namespace TorchSharp.Native;

/// <summary>A process group of the shim. Freeing it waits for its collectives.</summary>
internal sealed class GroupHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        Shim.ts_group_free(handle);
        return true;
    }
}

/// <summary>A collective that was started; freeing it does not stop it.</summary>
internal sealed class CollectiveHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        Shim.ts_collective_free(handle);
        return true;
    }
}
