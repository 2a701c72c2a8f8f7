using System.Runtime.InteropServices;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.SunRgbd;

/// <summary>Makes folders as VoteNet's scripts do: small invented frames, or the real one.</summary>
internal static class PreparedFrames
{
    public const string Train = "sunrgbd_pc_bbox_votes_50k_v1_train", Original = "sunrgbd_trainval";

    /// <summary>A table in front of the camera, seen by a few points: three on it, one beside.</summary>
    public static ScratchFolder Invented(params string[] ids)
    {
        var folder = new ScratchFolder();
        foreach (string id in ids)
            AddInvented(folder, id);
        folder.Write($"{Original}/train_data_idx.txt", string.Join('\n', ids.Select(int.Parse)) + "\n");
        return folder;
    }

    /// <summary>The real frame 000017 under as many numbers as wanted, from 17 on.</summary>
    public static ScratchFolder Real(int frames = 1)
    {
        string prepared = RealData.PathOf("sunrgbd_prepared"), original = RealData.PathOf("sunrgbd");
        var folder = new ScratchFolder();
        string[] ids = [.. Enumerable.Range(17, frames).Select(i => $"{i:000000}")];
        foreach (string id in ids)
        {
            foreach (string file in (string[])["_pc.npz", "_votes.npz", "_bbox.npy"])
                File.Copy(Path.Combine(prepared, "000017" + file), folder.At($"{Train}/{id}{file}"));
            File.Copy(Path.Combine(prepared, "000017_label_v1.txt"), folder.At($"{Original}/label_v1/{id}.txt"));
            File.Copy(Path.Combine(original, "000017.jpg"), folder.At($"{Original}/image/{id}.jpg"));
            File.Copy(Path.Combine(original, "000017_calib.txt"), folder.At($"{Original}/calib/{id}.txt"));
        }

        folder.Write($"{Original}/train_data_idx.txt", string.Join('\n', ids.Select(int.Parse)) + "\n");
        return folder;
    }

    public static void WriteBoxes(ScratchFolder folder, string id, double[] rows) => Npy.Write(
        folder.At($"{Train}/{id}_bbox.npy"), ElementType.Float64, [rows.Length / 8, 8], MemoryMarshal.AsBytes<double>(rows).ToArray());

    public static void WriteVotes(ScratchFolder folder, string id, double[] rows, int columns) =>
        NpzWriter.Write(folder.At($"{Train}/{id}_votes.npz"), "point_votes", rows, rows.Length / columns, columns);

    public static void WritePoints(ScratchFolder folder, string id, double[] rows) =>
        NpzWriter.Write(folder.At($"{Train}/{id}_pc.npz"), "pc", rows, rows.Length / 6, 6);

    private static void AddInvented(ScratchFolder folder, string id)
    {
        WritePoints(folder, id, [0, 2, 0, 1, 0, 0, 0.1, 2.1, 0, 0, 1, 0, -0.1, 1.9, 0.1, 0, 0, 1, 1.5, 3, 0.5, 1, 1, 1]);
        WriteBoxes(folder, id, [0, 2, 0, 0.5, 0.25, 0.25, 0.3, 1]);
        double[] vote = [1, .. new double[9], 0, 0, 0], none = [0, .. new double[9], -1, -1, -1];
        WriteVotes(folder, id, [.. vote, .. vote, .. vote, .. none], 13);
        folder.Write($"{Original}/label_v1/{id}.txt", "lamp 1 1 2 2 0 0 0 1 1 1 1 0\ntable 3 2 4 3 0 2 0 0.25 0.5 0.25 0.955336 -0.295520\n");
        folder.Write($"{Original}/calib/{id}.txt", "1 0 0 0 1 0 0 0 1\n10 0 0 0 10 0 5.5 4.5 1\n");
        File.WriteAllBytes(folder.At($"{Original}/image/{id}.jpg"), PictureFile.EncodePng(new Picture(10, 8, new byte[240])));
    }
}
