using System.Runtime.InteropServices;

namespace Sensors.Imaging;

/// <summary>The entry points of libturbojpeg that are used, found at run time; the same in versions 2.0 to 3.1.</summary>
/// <remarks>TurboJPEG API 2.1, turbojpeg.h. <c>unsigned long</c> is as wide as a pointer on Linux.</remarks>
internal sealed unsafe class TurboLibrary
{
    /// <summary>TJPF_GRAY.</summary>
    public const int Grey = 6;

    /// <summary>TJPF_RGB.</summary>
    public const int Color = 0;

    /// <summary>TJSAMP_GRAY.</summary>
    public const int GreyOnly = 3;

    /// <summary>TJFLAG_ACCURATEDCT.</summary>
    public const int AccurateTransform = 4096;

    /// <summary>TJFLAG_LIMITSCANS: a progressive picture of thousands of empty scans is refused instead of taking minutes.</summary>
    public const int LimitScans = 32768;

    /// <summary>TJFLAG_NOREALLOC.</summary>
    public const int KeepBuffer = 1024;

    /// <summary>TJERR_WARNING: decoded, though not as the file says.</summary>
    public const int Warning = 0;

    private const string FileName = "libturbojpeg.so.0";

    private TurboLibrary(nint handle)
    {
        InitDecompress = (delegate* unmanaged<nint>)NativeLibrary.GetExport(handle, "tjInitDecompress");
        InitCompress = (delegate* unmanaged<nint>)NativeLibrary.GetExport(handle, "tjInitCompress");
        Destroy = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(handle, "tjDestroy");
        ErrorText = (delegate* unmanaged<nint, byte*>)NativeLibrary.GetExport(handle, "tjGetErrorStr2");
        ErrorCode = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(handle, "tjGetErrorCode");
        BufferSize = (delegate* unmanaged<int, int, int, nuint>)NativeLibrary.GetExport(handle, "tjBufSize");
        Decompress = (delegate* unmanaged<nint, byte*, nuint, byte*, int, int, int, int, int, int>)
            NativeLibrary.GetExport(handle, "tjDecompress2");
        Compress = (delegate* unmanaged<nint, byte*, int, int, int, int, byte**, nuint*, int, int, int, int>)
            NativeLibrary.GetExport(handle, "tjCompress2");
        Name = NativeLibrary.TryGetExport(handle, "tj3Init", out _) ? "libturbojpeg 3" : "libturbojpeg 2";
    }

    public string Name { get; }

    public delegate* unmanaged<nint> InitDecompress { get; }

    public delegate* unmanaged<nint> InitCompress { get; }

    public delegate* unmanaged<nint, int> Destroy { get; }

    public delegate* unmanaged<nint, byte*> ErrorText { get; }

    public delegate* unmanaged<nint, int> ErrorCode { get; }

    /// <summary>(width, height, subsampling) to the bytes that hold any such picture.</summary>
    public delegate* unmanaged<int, int, int, nuint> BufferSize { get; }

    /// <summary>(handle, jpeg, bytes, output, width, pitch, height, pixel format, flags).</summary>
    public delegate* unmanaged<nint, byte*, nuint, byte*, int, int, int, int, int, int> Decompress { get; }

    /// <summary>(handle, pixels, width, pitch, height, pixel format, output, bytes, subsampling, quality, flags).</summary>
    public delegate* unmanaged<nint, byte*, int, int, int, int, byte**, nuint*, int, int, int, int> Compress { get; }

    /// <summary>The library of this machine; null when there is none or it is too old.</summary>
    public static TurboLibrary? TryLoad()
    {
        if (!NativeLibrary.TryLoad(FileName, out nint handle))
            return null;
        try
        {
            return new TurboLibrary(handle);
        }
        catch (EntryPointNotFoundException)
        {
            NativeLibrary.Free(handle);
            return null;
        }
    }
}
