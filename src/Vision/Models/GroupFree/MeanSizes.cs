namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>Mean full sizes (length, width, height in metres) of the data sets' classes, in class order.</summary>
public static class MeanSizes
{
    /// <summary>SUN RGB-D v1 labels, 10 classes.</summary>
    public static IReadOnlyList<float> SunRgbd { get; } =
    [
        2.11425600f, 1.62030000f, 0.92727200f,   // bed
        0.79111800f, 1.27951600f, 0.71818200f,   // table
        0.92350800f, 1.86741900f, 0.84549500f,   // sofa
        0.59195800f, 0.55297800f, 0.82727200f,   // chair
        0.69910400f, 0.45417800f, 0.75625000f,   // toilet
        0.69519000f, 1.34629900f, 0.73636400f,   // desk
        0.52852600f, 1.00264200f, 1.17287800f,   // dresser
        0.50061800f, 0.63216300f, 0.68342400f,   // night_stand
        0.40467100f, 1.07110800f, 1.68888900f,   // bookshelf
        0.76584000f, 1.39825800f, 0.47272800f,   // bathtub
    ];

    /// <summary>ScanNet V2, 18 classes.</summary>
    public static IReadOnlyList<float> ScanNet { get; } =
    [
        0.76966726f, 0.81160211f, 0.92573741f,   // cabinet
        1.87685800f, 1.84255952f, 1.19315654f,   // bed
        0.61327999f, 0.61486087f, 0.71827014f,   // chair
        1.39550063f, 1.51215451f, 0.83443565f,   // sofa
        0.97949596f, 1.06751485f, 0.63296875f,   // table
        0.53166301f, 0.59555772f, 1.75001483f,   // door
        0.96247056f, 0.72462326f, 1.14818682f,   // window
        0.83221924f, 1.04909355f, 1.68756634f,   // bookshelf
        0.21132214f, 0.42061590f, 0.53728459f,   // picture
        1.44400728f, 1.89708334f, 0.26985747f,   // counter
        1.02942616f, 1.40407966f, 0.87554322f,   // desk
        1.37664116f, 0.65521793f, 1.68131292f,   // curtain
        0.66508189f, 0.71111926f, 1.29885307f,   // refrigerator
        0.41999174f, 0.37906947f, 1.75139715f,   // showercurtrain
        0.59359559f, 0.59124924f, 0.73919014f,   // toilet
        0.50867595f, 0.50656087f, 0.30136236f,   // sink
        1.15115265f, 1.05462960f, 0.49706794f,   // bathtub
        0.47535286f, 0.49249493f, 0.58021168f,   // garbagebin
    ];
}
