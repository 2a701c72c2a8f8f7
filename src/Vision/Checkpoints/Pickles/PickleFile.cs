using Fuse3D.Vision.Formats;
using Microsoft.Win32.SafeHandles;

namespace Fuse3D.Vision.Checkpoints.Pickles;

/// <summary>Reads pickle files that hold data: lists, dictionaries, numbers, text and NumPy arrays. Nothing in them is run.</summary>
public static class PickleFile
{
    /// <summary>Reads a data set's description, such as an info file of mmdetection3d.</summary>
    /// <param name="limits">null: <see cref="PickleLimits.Data"/></param>
    /// <returns>
    /// null, bool, long, BigInteger, double, string, byte[], <see cref="PickleList"/>, <see cref="PickleTuple"/>,
    /// <see cref="PickleDictionary"/> or <see cref="PickleArray"/>; no container holds itself, so a walk over it ends
    /// </returns>
    /// <exception cref="InvalidInputException">names the file, the offset and the reason</exception>
    public static object? ReadData(string path, PickleLimits? limits = null)
    {
        using SafeFileHandle file = InputFile.Open(path);
        PickleSource source = new(file, path, 0, RandomAccess.GetLength(file));
        return PickleReader.Read(source, PickleGlobals.Data, limits ?? PickleLimits.Data);
    }
}
