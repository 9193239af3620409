using Sensors.Cameras;

namespace Sensors.Imaging;

/// <summary>One way to decode JPEG and to encode it in grey; called from any thread, with pictures whose markers were already checked.</summary>
internal interface IJpegCodec
{
    /// <summary>Name for people, with version if known.</summary>
    string Name { get; }

    /// <summary>Decodes into a buffer of exactly <c>width × height</c> bytes.</summary>
    /// <returns>Null, or what is wrong with the picture.</returns>
    string? Decode(ReadOnlySpan<byte> jpeg, Span<byte> luma, int width, int height);

    /// <summary>Decodes into a buffer of exactly <c>3 × width × height</c> bytes: red, green, blue of each pixel.</summary>
    /// <returns>Null, or what is wrong with the picture.</returns>
    string? DecodeColor(ReadOnlySpan<byte> jpeg, Span<byte> rgb, int width, int height);

    /// <summary>Encodes <c>[height × width]</c> luma.</summary>
    /// <exception cref="CameraException">The library refused.</exception>
    byte[] Encode(ReadOnlySpan<byte> luma, int width, int height, int quality);
}
