using System.Text.Json;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Formats;

namespace Fuse3D.Vision.Tests.Data.Pictures;

/// <summary>A small data set in COCO's layout.</summary>
internal static class CocoFixture
{
    /// <summary>Three pictures: 8 (a cat and a crowd), 139 (a dog, and a box that reaches out), 5 (nothing).</summary>
    public static void Write(ScratchFolder root, string split = "val2017")
    {
        foreach ((int id, int width, int height) in ((int, int, int)[])[(8, 90, 60), (139, 64, 80), (5, 70, 50)])
            File.WriteAllBytes(root.At($"{split}/{id:000000000000}.jpg"), TestPictures.Jpeg(TestPictures.Gradient(width, height)));
        root.Write($"annotations/instances_{split}.json", JsonSerializer.Serialize(new
        {
            info = new { description = "small" },
            images = new object[] { Image(139, 64, 80), Image(8, 90, 60), Image(5, 70, 50) },
            annotations = new object[]
            {
                Object(1, 8, 17, [10, 20, 30, 15], 300.5), Object(2, 8, 17, [0, 0, 90, 60], 5000, crowd: 1),
                Object(3, 139, 18, [8, 8, 16, 32], 400), Object(4, 139, 17, [40, 60, 50, 50], 2500), Object(5, 139, 18, [3, 3, 0, 9], 0),
            },
            categories = new object[] { new { id = 18, name = "dog" }, new { id = 17, name = "cat" }, new { id = 90, name = "toothbrush" } },
        }));
    }

    /// <summary>One picture with objects, class by class.</summary>
    /// <param name="boxes">category and x, y, width, height</param>
    public static void WriteOne(ScratchFolder root, Picture picture, params (int Category, double[] Box)[] boxes)
    {
        PictureFile.Write(root.At("train/000000000001.jpg"), picture);
        root.Write("annotations/instances_train.json", JsonSerializer.Serialize(new
        {
            images = new object[] { Image(1, picture.Width, picture.Height) },
            annotations = boxes.Select((b, i) => Object(i, 1, b.Category, b.Box, b.Box[2] * b.Box[3])),
            categories = boxes.Select(b => b.Category).Distinct().Select(c => new { id = c, name = $"class {c}" }),
        }));
    }

    private static object Image(int id, int width, int height) => new { id, width, height, file_name = $"{id:000000000000}.jpg", license = 1 };

    private static object Object(int id, int picture, int category, double[] bbox, double area, int crowd = 0) => new
    {
        id,
        image_id = picture,
        category_id = category,
        bbox,
        area,
        iscrowd = crowd,
        segmentation = crowd == 0 ? (object)new double[][] { [1, 2, 3, 4, 5, 6] } : new { counts = new int[] { 1, 2 }, size = new int[] { 60, 90 } },
    };
}
