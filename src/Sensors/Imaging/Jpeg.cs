using Sensors.Cameras;

namespace Sensors.Imaging;

/// <summary>JPEG: decoding to grey or colour, encoding grey; from any thread.</summary>
/// <remarks>
/// libturbojpeg where the board has it, else the managed decoder; <c>VIGIE_JPEG=turbo</c> or <c>managed</c> forces one. The two
/// may differ by rounding (docs/decisions/0001-jpeg.md). Whatever the bytes are, memory is bounded by 512 times their number,
/// three times as much in colour.
/// </remarks>
public static class Jpeg
{
    private const int LargestSide = 16384;

    // Each 8×8 block of a plane takes at least one bit of entropy-coded data, so 1 byte cannot stand for more pixels than this.
    private const int MostPixelsPerByte = 512;

    private static readonly Lazy<IJpegCodec> Codec =
        new(() => Choose(Environment.GetEnvironmentVariable("VIGIE_JPEG"), TurboLibrary.TryLoad()), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The decoder in use: <c>libturbojpeg 2</c>, <c>libturbojpeg 3</c> or <c>managed</c>.</summary>
    /// <exception cref="CameraException"><c>VIGIE_JPEG</c> asks for what is not there.</exception>
    public static string Decoder => Codec.Value.Name;

    /// <summary>Decodes the luma plane of one picture; its size goes into the frame.</summary>
    /// <param name="jpeg">One whole picture, from start marker to end marker; bytes behind the end marker are ignored.</param>
    /// <param name="frame">Receives size and pixels; undefined after an exception.</param>
    /// <exception cref="CameraException">The picture is damaged (<see cref="CameraException.IsOneFrame"/>).</exception>
    public static void DecodeLuma(ReadOnlySpan<byte> jpeg, Frame frame) => DecodeLuma(Codec.Value, jpeg, frame);

    /// <summary>Encodes luma as a grey baseline JPEG.</summary>
    /// <param name="luma"><c>[height × width]</c>.</param>
    /// <param name="width">Columns, 1 to 16,384.</param>
    /// <param name="height">Rows, 1 to 16,384.</param>
    /// <param name="quality">1 to 100.</param>
    public static byte[] EncodeLuma(ReadOnlySpan<byte> luma, int width, int height, int quality) =>
        EncodeLuma(Codec.Value, luma, width, height, quality);

    /// <summary>Decodes one picture in colour; a grey one gives equal red, green and blue. Not for frames: it allocates.</summary>
    /// <param name="jpeg">One whole picture, from start marker to end marker; bytes behind the end marker are ignored.</param>
    /// <exception cref="CameraException">The picture is damaged (<see cref="CameraException.IsOneFrame"/>).</exception>
    public static ColorPicture DecodeColor(ReadOnlySpan<byte> jpeg) => DecodeColor(Codec.Value, jpeg);

    internal static void DecodeLuma(IJpegCodec codec, ReadOnlySpan<byte> jpeg, Frame frame)
    {
        JpegWalker walker = Check(jpeg);
        frame.Resize(walker.Width, walker.Height);
        if (codec.Decode(jpeg[..walker.Length], frame.Luma, walker.Width, walker.Height) is { } fault)
            throw Damaged(fault);
    }

    internal static ColorPicture DecodeColor(IJpegCodec codec, ReadOnlySpan<byte> jpeg)
    {
        JpegWalker walker = Check(jpeg);
        ColorPicture picture = new(new byte[3 * walker.Width * walker.Height], walker.Width, walker.Height);
        if (codec.DecodeColor(jpeg[..walker.Length], picture.Pixels, walker.Width, walker.Height) is { } fault)
            throw Damaged(fault);
        return picture;
    }

    private static JpegWalker Check(ReadOnlySpan<byte> jpeg)
    {
        JpegWalker walker = default;
        JpegPart part = walker.Advance(jpeg);
        if (part == JpegPart.NeedsMore)
            throw Damaged($"it breaks off after {jpeg.Length} bytes, before the end marker FF D9");
        if (part == JpegPart.Broken)
            throw Damaged(walker.Fault);
        if (walker.Width > LargestSide || walker.Height > LargestSide)
            throw Damaged($"it claims {walker.Width}×{walker.Height} pixels; at most {LargestSide}×{LargestSide} are read");
        if ((long)walker.Width * walker.Height > (long)jpeg.Length * MostPixelsPerByte)
            throw Damaged($"it claims {walker.Width}×{walker.Height} pixels, which {jpeg.Length} bytes cannot hold");
        return walker;
    }

    internal static byte[] EncodeLuma(IJpegCodec codec, ReadOnlySpan<byte> luma, int width, int height, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, LargestSide);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, LargestSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (luma.Length != width * height)
            throw new ArgumentException($"{luma.Length} bytes are no picture of {width}×{height}", nameof(luma));
        return codec.Encode(luma, width, height, quality);
    }

    internal static IJpegCodec Choose(string? setting, TurboLibrary? library) => (setting, library) switch
    {
        (null or "", null) or ("managed", _) => new ManagedJpegCodec(),
        (null or "" or "turbo", not null) => new TurboJpegCodec(library),
        ("turbo", null) => throw new CameraException(
            "VIGIE_JPEG=turbo, and there is no libturbojpeg.so.0 here; `apt install libturbojpeg0`, or unset VIGIE_JPEG"),
        _ => throw new CameraException($"VIGIE_JPEG is '{setting}'; expected turbo or managed"),
    };

    private static CameraException Damaged(string fault) => new($"damaged JPEG: {fault}") { IsOneFrame = true };
}
