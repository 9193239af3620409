namespace Sensors.Imaging;

/// <summary>One picture in colour.</summary>
/// <param name="Pixels"><c>[Height × Width × 3]</c>: red, green, blue of each pixel.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public sealed record ColorPicture(byte[] Pixels, int Width, int Height);
