using Sensors.Imaging;

namespace Sensors.Tests.Imaging;

public sealed class ManagedJpegTests : JpegTests
{
    private protected override IJpegCodec Codec { get; } = new ManagedJpegCodec();
}
