namespace Sensors.Tests.Support;

/// <summary>Gives its bytes in pieces of 1 to 7, as a pipe may.</summary>
internal sealed class DripStream(byte[] bytes) : MemoryStream(bytes)
{
    private int _reads;

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1 + (_reads++ % 7))]);
}
