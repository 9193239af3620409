namespace Sensors.Imaging;

/// <summary>How far <see cref="JpegWalker"/> came.</summary>
internal enum JpegPart
{
    /// <summary>Sound so far; the picture goes on behind the bytes given.</summary>
    NeedsMore,

    /// <summary>From start marker to end marker.</summary>
    Complete,

    /// <summary>Not a JPEG picture from here on.</summary>
    Broken,
}
