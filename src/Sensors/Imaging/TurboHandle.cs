namespace Sensors.Imaging;

/// <summary>One decompressor or compressor of libturbojpeg; used by one thread, freed when that thread is gone.</summary>
internal sealed unsafe class TurboHandle(TurboLibrary library, nint handle)
{
    ~TurboHandle() => _ = library.Destroy(Value);

    public nint Value => handle;
}
