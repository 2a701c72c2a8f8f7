using Fuse3D.Vision;

namespace Fuse3D.ServiceDefaults.Wire;

/// <summary>Errors that name the request's field at fault.</summary>
public static class Fields
{
    public static InvalidInputException Wrong(string field, string message) => new($"{field}: {message}", field);

    /// <summary>Runs a reader of the core that calls the thing "<paramref name="own"/>", and gives its complaints the request's name for it.</summary>
    public static T Inside<T>(string field, string own, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidInputException e) when (e.Field is null || e.Field == own || e.Field.StartsWith(own + ".", StringComparison.Ordinal))
        {
            string message = e.Message.StartsWith(own + ".", StringComparison.Ordinal) ? field + e.Message[own.Length..] : e.Message;
            throw new InvalidInputException(message, field + e.Field?[own.Length..], e);
        }
    }

    /// <summary>Runs a reader of the core, and gives its complaints the field's name.</summary>
    public static T Named<T>(string field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidInputException e) when (e.Field is null)
        {
            throw new InvalidInputException(e.Message, field, e);
        }
    }
}
