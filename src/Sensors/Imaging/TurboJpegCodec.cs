using System.Runtime.InteropServices;
using Sensors.Cameras;

namespace Sensors.Imaging;

/// <summary>libturbojpeg: asked for grey it transforms only the Y plane, straight into the frame, and allocates nothing here.</summary>
internal sealed unsafe class TurboJpegCodec(TurboLibrary library) : IJpegCodec
{
    // A handle serves one thread; a static per thread because the process has one library.
    [ThreadStatic]
    private static TurboHandle? _decompressor;

    [ThreadStatic]
    private static TurboHandle? _compressor;

    public string Name => library.Name;

    public string? Decode(ReadOnlySpan<byte> jpeg, Span<byte> luma, int width, int height) =>
        Decode(jpeg, luma, width, height, width, TurboLibrary.Grey);

    public string? DecodeColor(ReadOnlySpan<byte> jpeg, Span<byte> rgb, int width, int height) =>
        Decode(jpeg, rgb, width, height, 3 * width, TurboLibrary.Color);

    private string? Decode(ReadOnlySpan<byte> jpeg, Span<byte> pixels, int width, int height, int pitch, int format)
    {
        TurboHandle handle = _decompressor ??= new TurboHandle(library, library.InitDecompress());
        int failed;
        fixed (byte* start = jpeg, output = pixels)
        {
            failed = library.Decompress(
                handle.Value, start, (nuint)jpeg.Length, output, width, pitch, height,
                format, TurboLibrary.AccurateTransform | TurboLibrary.LimitScans);
        }

        if (failed == 0)
            return null;
        string text = ErrorText(handle);
        // Many webcams pad before the end marker; the picture is whole. Every other warning means missing or wrong pixels.
        bool isPadding = library.ErrorCode(handle.Value) == TurboLibrary.Warning
            && text.Contains("extraneous bytes before marker 0xd9", StringComparison.Ordinal);
        return isPadding ? null : text;
    }

    public byte[] Encode(ReadOnlySpan<byte> luma, int width, int height, int quality)
    {
        TurboHandle handle = _compressor ??= new TurboHandle(library, library.InitCompress());
        byte[] buffer = new byte[(int)library.BufferSize(width, height, TurboLibrary.GreyOnly)];
        nuint bytes = (nuint)buffer.Length;
        int failed;
        fixed (byte* pixels = luma, start = buffer)
        {
            byte* output = start;
            failed = library.Compress(
                handle.Value, pixels, width, width, height, TurboLibrary.Grey, &output, &bytes,
                TurboLibrary.GreyOnly, quality, TurboLibrary.AccurateTransform | TurboLibrary.KeepBuffer);
        }

        if (failed != 0)
            throw new CameraException($"libturbojpeg cannot encode a {width}×{height} picture: {ErrorText(handle)}");
        return buffer.AsSpan(0, (int)bytes).ToArray();
    }

    private string ErrorText(TurboHandle handle) =>
        Marshal.PtrToStringUTF8((nint)library.ErrorText(handle.Value)) ?? "no reason given";
}
