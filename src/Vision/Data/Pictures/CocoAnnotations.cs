using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Pictures;

/// <summary>What a COCO annotation file (instances_*.json) says: pictures, objects in them, categories.</summary>
/// <remarks>Masks are passed over. The file is walked through once, in bounded memory beside what is kept.</remarks>
internal sealed class CocoAnnotations
{
    private readonly SortedDictionary<long, CocoPicture> _pictures = [];
    private readonly Dictionary<long, string> _categories = [];
    private readonly Action<string> _problem;

    private CocoAnnotations(Action<string> problem) => _problem = problem;

    /// <summary>Pictures by their ids.</summary>
    public IReadOnlyDictionary<long, CocoPicture> Pictures => _pictures;

    public IReadOnlyDictionary<long, string> Categories => _categories;

    /// <param name="problem">told of entries that cannot be used, which are left out; it may throw</param>
    /// <exception cref="InvalidInputException">the file is not JSON of this form</exception>
    public static CocoAnnotations Read(string path, Action<string> problem)
    {
        var read = new CocoAnnotations(problem);
        List<(long Picture, CocoObject Object)> objects = [];
        using var json = new JsonTokens(path);
        json.Read();
        json.BeginObject();
        while (json.NextProperty() is string property)
        {
            switch (property)
            {
                case "images": Each(json, read.AddPicture); break;
                case "categories": Each(json, read.AddCategory); break;
                case "annotations": Each(json, entry => objects.Add(ReadObject(entry))); break;
                default: json.Skip(); break;
            }
        }

        if (read._pictures.Count == 0 || read._categories.Count == 0)
            throw new InvalidInputException($"{path}: no 'images' or no 'categories'");
        read.Assign(objects);
        return read;
    }

    private static void Each(JsonTokens json, Action<JsonTokens> read)
    {
        json.BeginArray();
        while (json.NextItem())
            read(json);
    }

    private void AddPicture(JsonTokens json)
    {
        (long? id, string? file, long width, long height) = (null, null, 0, 0);
        json.BeginObject();
        while (json.NextProperty() is string property)
        {
            switch (property)
            {
                case "id": id = json.Integer(); break;
                case "file_name": file = json.Text(); break;
                case "width": width = json.Integer(); break;
                case "height": height = json.Integer(); break;
                default: json.Skip(); break;
            }
        }

        if (id is null || file is null)
            throw json.Bad("an image needs an id and a file_name");
        if (Path.IsPathRooted(file) || file.Split('/', '\\').Contains(".."))
            _problem($"image {id}: file_name '{file}' leads out of the pictures' folder");
        else if (!_pictures.TryAdd(id.Value, new CocoPicture(id.Value, file, width, height, [])))
            _problem($"image {id} is there twice");
    }

    private void AddCategory(JsonTokens json)
    {
        (long? id, string? name) = (null, null);
        json.BeginObject();
        while (json.NextProperty() is string property)
        {
            switch (property)
            {
                case "id": id = json.Integer(); break;
                case "name": name = json.Text(); break;
                default: json.Skip(); break;
            }
        }

        if (id is null || name is null)
            throw json.Bad("a category needs an id and a name");
        if (!_categories.TryAdd(id.Value, name))
            _problem($"category {id} is there twice");
    }

    private static (long Picture, CocoObject Object) ReadObject(JsonTokens json)
    {
        (long id, long? picture, long? category, double[]? box, double? area, bool crowd) = (-1, null, null, null, null, false);
        json.BeginObject();
        while (json.NextProperty() is string property)
        {
            switch (property)
            {
                case "id": id = json.Integer(); break;
                case "image_id": picture = json.Integer(); break;
                case "category_id": category = json.Integer(); break;
                case "bbox": box = ReadBox(json); break;
                case "area": area = json.Number(); break;
                case "iscrowd": crowd = json.Integer() != 0; break;
                default: json.Skip(); break;
            }
        }

        if (picture is null || category is null || box is null)
            throw json.Bad("an annotation needs an image_id, a category_id and a bbox");
        return (picture.Value, new CocoObject(
            id, category.Value, new PictureBox(box[0], box[1], box[0] + box[2], box[1] + box[3]), area ?? box[2] * box[3], crowd));
    }

    private static double[] ReadBox(JsonTokens json)
    {
        List<double> numbers = [];
        Each(json, entry => numbers.Add(numbers.Count < 4 ? entry.Number() : throw entry.Bad("a bbox of more than 4 numbers")));
        return numbers.Count == 4 ? [.. numbers] : throw json.Bad($"a bbox of {numbers.Count} numbers; x, y, width, height belong there");
    }

    private void Assign(List<(long Picture, CocoObject Object)> objects)
    {
        foreach ((long picture, CocoObject found) in objects)
        {
            if (!_pictures.TryGetValue(picture, out CocoPicture? of))
                _problem($"annotation {found.Id} is of image {picture}, which is not listed");
            else if (!_categories.ContainsKey(found.Category))
                _problem($"annotation {found.Id} is of category {found.Category}, which is not listed");
            else
                of.Objects.Add(found);
        }
    }
}

/// <param name="FileName">below the pictures' folder</param>
/// <param name="Width">pixels, as the file says; 0: not said</param>
/// <param name="Height">pixels, as the file says; 0: not said</param>
internal sealed record CocoPicture(long Id, string FileName, long Width, long Height, List<CocoObject> Objects);

/// <param name="Box">edges in pixels</param>
/// <param name="Area">square pixels, of the mask</param>
/// <param name="Crowd">a group instead of one object</param>
internal readonly record struct CocoObject(long Id, long Category, PictureBox Box, double Area, bool Crowd);
