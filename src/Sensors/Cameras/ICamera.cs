namespace Sensors.Cameras;

/// <summary>A source of pictures.</summary>
/// <remarks>
/// Used by one thread, but for <see cref="IDisposable.Dispose"/>: that may come from another thread, and more than once, and must
/// make a <see cref="Read"/> that blocks throw. A camera does not retry, does not pace and does not log: it delivers or it throws,
/// and <see cref="CameraFeed"/> does the rest for every kind of camera, the capture time in the frame included.
/// </remarks>
public interface ICamera : IDisposable
{
    /// <summary>What this is, for people: kind and source, without any password.</summary>
    string Description { get; }

    /// <summary>Pictures a second at which a recording was made; null for a live source, which sets its own pace.</summary>
    double? FramesPerSecond { get; }

    /// <summary>Blocks until the next picture is there; writes it, with size and sequence number, into <paramref name="frame"/>.</summary>
    /// <param name="frame">Receives the picture; its content is undefined when this throws or returns false.</param>
    /// <param name="token">Ends the wait.</param>
    /// <returns>False at the end of a recording; never for a live source.</returns>
    /// <exception cref="CameraException">The source is gone, damaged or not what it says it is.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="token"/> was cancelled.</exception>
    bool Read(Frame frame, CancellationToken token);
}
