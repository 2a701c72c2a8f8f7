using System.Buffers.Binary;

namespace Fuse3D.Vision.Formats.PointClouds;

/// <summary>Reads one number of any type and byte order.</summary>
internal static class Scalar
{
    public static double Read(ReadOnlySpan<byte> at, ElementType type, bool bigEndian) => type switch
    {
        ElementType.UInt8 => at[0],
        ElementType.Int8 => (sbyte)at[0],
        ElementType.UInt16 => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at),
        ElementType.Int16 => bigEndian ? BinaryPrimitives.ReadInt16BigEndian(at) : BinaryPrimitives.ReadInt16LittleEndian(at),
        ElementType.UInt32 => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at),
        ElementType.Int32 => bigEndian ? BinaryPrimitives.ReadInt32BigEndian(at) : BinaryPrimitives.ReadInt32LittleEndian(at),
        ElementType.Float32 => bigEndian ? BinaryPrimitives.ReadSingleBigEndian(at) : BinaryPrimitives.ReadSingleLittleEndian(at),
        ElementType.Float64 => bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(at) : BinaryPrimitives.ReadDoubleLittleEndian(at),
        ElementType.Int64 => bigEndian ? BinaryPrimitives.ReadInt64BigEndian(at) : BinaryPrimitives.ReadInt64LittleEndian(at),
        ElementType.UInt64 => bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(at) : BinaryPrimitives.ReadUInt64LittleEndian(at),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a type of point-cloud files"),
    };
}
