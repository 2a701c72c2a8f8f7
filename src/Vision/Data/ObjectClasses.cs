using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data;

/// <summary>
/// What a data set calls its objects, and how large they are on average. The order is that of the published networks' outputs.
/// </summary>
/// <param name="Name">of the data set</param>
/// <param name="Names">by class id</param>
/// <param name="MeanSizes">full length, width, height in metres, by class id; mean over the training set</param>
/// <param name="HeadingBins">directions that networks choose between; 1: boxes are not turned</param>
public sealed record ObjectClasses(string Name, IReadOnlyList<string> Names, IReadOnlyList<Point3D> MeanSizes, int HeadingBins)
{
    /// <summary>
    /// SUN RGB-D, the 10 classes of VoteNet's preparation (github.com/facebookresearch/votenet, sunrgbd/model_util_sunrgbd.py).
    /// </summary>
    public static ObjectClasses SunRgbd { get; } = new(
        "sunrgbd",
        ["bed", "table", "sofa", "chair", "toilet", "desk", "dresser", "night_stand", "bookshelf", "bathtub"],
        [
            new(2.114256, 1.620300, 0.927272), new(0.791118, 1.279516, 0.718182), new(0.923508, 1.867419, 0.845495),
            new(0.591958, 0.552978, 0.827272), new(0.699104, 0.454178, 0.756250), new(0.695190, 1.346299, 0.736364),
            new(0.528526, 1.002642, 1.172878), new(0.500618, 0.632163, 0.683424), new(0.404671, 1.071108, 1.688889),
            new(0.765840, 1.398258, 0.472728),
        ],
        HeadingBins: 12);

    /// <summary>ScanNet V2, 18 classes (same repository, scannet/model_util_scannet.py); "showercurtrain" is spelt so there.</summary>
    public static ObjectClasses ScanNet { get; } = new(
        "scannet",
        [
            "cabinet", "bed", "chair", "sofa", "table", "door", "window", "bookshelf", "picture", "counter", "desk", "curtain",
            "refrigerator", "showercurtrain", "toilet", "sink", "bathtub", "garbagebin",
        ],
        [
            new(0.76966726, 0.81160211, 0.92573741), new(1.876858, 1.84255952, 1.19315654), new(0.61327999, 0.61486087, 0.71827014),
            new(1.39550063, 1.51215451, 0.83443565), new(0.97949596, 1.06751485, 0.63296875), new(0.53166301, 0.59555772, 1.75001483),
            new(0.96247056, 0.72462326, 1.14818682), new(0.83221924, 1.04909355, 1.68756634), new(0.21132214, 0.4206159, 0.53728459),
            new(1.44400728, 1.89708334, 0.26985747), new(1.02942616, 1.40407966, 0.87554322), new(1.37664116, 0.65521793, 1.68131292),
            new(0.66508189, 0.71111926, 1.29885307), new(0.41999174, 0.37906947, 1.75139715), new(0.59359559, 0.59124924, 0.73919014),
            new(0.50867595, 0.50656087, 0.30136236), new(1.15115265, 1.0546296, 0.49706794), new(0.47535286, 0.49249493, 0.58021168),
        ],
        HeadingBins: 1);

    /// <summary>ScanNet's ids in the NYU40 list, by class id of <see cref="ScanNet"/>.</summary>
    public static IReadOnlyList<int> ScanNetNyu40 { get; } = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 24, 28, 33, 34, 36, 39];

    private static readonly int[] ScanNetClasses =
        [.. Enumerable.Range(0, 41).Select(nyu40 => Array.IndexOf([.. ScanNetNyu40], nyu40))];

    /// <summary>Class id in <see cref="ScanNet"/> of an id in the NYU40 list; -1 when it is none of the 18.</summary>
    public static int ScanNetClassOf(int nyu40) => nyu40 is >= 0 and <= 40 ? ScanNetClasses[nyu40] : -1;

    /// <summary>Class id of a name; -1 when it is none of these.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
                return i;
        }

        return -1;
    }
}
