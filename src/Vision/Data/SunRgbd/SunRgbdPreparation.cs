using System.Globalization;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>Turns the official release into the folders that VoteNet's and Group-Free's scripts make, without MATLAB.</summary>
/// <remarks>
/// A frame's votes are written last, and whole: after an interruption, frames that have them are left as they are. The .mat files of
/// all points and the lists of a whole split (.pkl) are not written.
/// </remarks>
public static class SunRgbdPreparation
{
    private const long MaxPictureBytes = 64 << 20;

    /// <summary>Prepares both splits.</summary>
    /// <param name="officialRoot">the official release</param>
    /// <param name="preparedRoot">made where it does not exist</param>
    /// <exception cref="InvalidInputException">a .mat file of the release is missing or damaged</exception>
    public static PreparationReport Run(string officialRoot, string preparedRoot, PreparationOptions options, CancellationToken cancel = default)
    {
        Directory.CreateDirectory(preparedRoot);
        var to = new PreparedFolder(preparedRoot, options.Labels);
        var folder = new OfficialFolder(officialRoot);
        OfficialFrame[] frames = OfficialMetadata.Frames(folder, options.Labels);
        (string Split, int Number)[] wanted = [.. PreparedFolder.Splits.SelectMany(s => OfficialMetadata.Split(folder, frames, s).Select(n => (s, n)))];
        foreach (string split in PreparedFolder.Splits)
            PreparedWriter.WriteText(to.SplitList(split), string.Concat(wanted.Where(w => w.Split == split).Select(w => $"{w.Number}\n")));

        return DatasetPreparation.Each(
            officialRoot, wanted, w => Id(w.Number), w => Prepare(folder, frames[w.Number - 1], to, w.Split, Id(w.Number), options), options, cancel);
    }

    private static string Id(int number) => number.ToString("000000", CultureInfo.InvariantCulture);

    private static bool Prepare(OfficialFolder from, OfficialFrame frame, PreparedFolder to, string split, string id, PreparationOptions options)
    {
        if (File.Exists(to.VotesOf(split, id)))
            return false;
        PointCloud all = OfficialSunRgbd.ReadCloud(from, frame);
        if (all.Count == 0)
            throw new InvalidInputException($"{from.At(frame.Depth)}: no pixel was measured");
        PointCloud cloud = all.Select(PointSampling.Draw(all.Count, options.Points, SeededRandom.For(id, options.Seed)));
        PreparedWriter.Write(to, split, id, cloud, frame.Objects, frame.Calibration, InputFile.ReadAll(from.At(frame.Picture), MaxPictureBytes));
        return true;
    }
}
