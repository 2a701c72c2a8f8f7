namespace Fuse3D.Vision.Data;

/// <summary>COCO's 91 category ids, of which 80 are used; a published YOLOS has an output for each id.</summary>
public static class CocoClasses
{
    /// <summary>Names by id; ids without a category are called "unused" and their number.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "unused0", "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat",
        "traffic light", "fire hydrant", "unused12", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse",
        "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "unused26", "backpack", "umbrella", "unused29",
        "unused30", "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard", "sports ball", "kite", "baseball bat",
        "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle", "unused45", "wine glass", "cup", "fork", "knife",
        "spoon", "bowl", "banana", "apple", "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza",
        "donut", "cake", "chair", "couch", "potted plant", "bed", "unused66", "dining table", "unused68", "unused69",
        "toilet", "unused71", "tv", "laptop", "mouse", "remote", "keyboard", "cell phone", "microwave", "oven",
        "toaster", "sink", "refrigerator", "unused83", "book", "clock", "vase", "scissors", "teddy bear", "hair drier",
        "toothbrush",
    ];
}
