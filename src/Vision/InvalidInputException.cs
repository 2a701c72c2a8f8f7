namespace Fuse3D.Vision;

/// <summary>Something given from outside cannot be used: a file, a frame, a calibration, a weight.</summary>
/// <remarks>The message names the input, what it held and what is allowed; a service may show it to its caller.</remarks>
public sealed class InvalidInputException : Exception
{
    /// <param name="message">which input, what it held, what is allowed</param>
    /// <param name="field">the part of the input at fault, as its caller calls it ("points", "camera.fx"); null: the whole input</param>
    /// <param name="innerException">what the library underneath reported</param>
    public InvalidInputException(string message, string? field = null, Exception? innerException = null) : base(message, innerException) =>
        Field = field;

    /// <summary>The part of the input at fault, or null when it is the whole input.</summary>
    public string? Field { get; }
}
