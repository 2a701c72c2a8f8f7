using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>The lanes whose bit is set, from the first.</summary>
internal ref struct Lanes(uint bits)
{
    private uint _rest = bits;

    public int Current { get; private set; }

    public readonly Lanes GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest == 0)
            return false;
        Current = BitOperations.TrailingZeroCount(_rest);
        _rest &= _rest - 1;
        return true;
    }
}
