namespace Sensors.Cameras;

/// <summary>A camera that cannot deliver; the message says what was found, what was expected and how to mend it.</summary>
public sealed class CameraException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was found, what was expected, how to mend it.</param>
    /// <param name="inner">What caused it, if anything did.</param>
    public CameraException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>True when only this picture is damaged and the next may be good.</summary>
    public bool IsOneFrame { get; init; }
}
