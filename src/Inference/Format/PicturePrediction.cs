namespace Inference.Format;

/// <summary>
/// A picture as what is left of each byte after its prediction from the bytes of its channel at the left, above and above left, modulo 256: small numbers where
/// neighbours are alike. The predictor is the median edge detector of LOCO-I (Weinberger, Seroussi and Sapiro, IEEE Trans. Image Processing 9, 2000, section
/// III.A), which on simulated pictures leaves less than the filters of PNG do.
/// </summary>
internal static class PicturePrediction
{
    /// <summary>Puts the differences in place of a picture.</summary>
    public static void Apply(Span<byte> picture, InputShape shape)
    {
        // From the end, so that what predicts is still the picture.
        for (int index = picture.Length - 1; index >= 0; index--)
            picture[index] -= Predict(picture, index, shape);
    }

    /// <summary>Puts a picture in place of its differences.</summary>
    public static void Undo(Span<byte> differences, InputShape shape)
    {
        for (int index = 0; index < differences.Length; index++)
            differences[index] += Predict(differences, index, shape);
    }

    private static byte Predict(Span<byte> picture, int index, InputShape shape)
    {
        int row = shape.Width * shape.Channels;
        bool hasLeft = index % row >= shape.Channels;
        if (index < row)
            return hasLeft ? picture[index - shape.Channels] : (byte)0;
        int above = picture[index - row];
        if (!hasLeft)
            return (byte)above;
        int left = picture[index - shape.Channels], corner = picture[index - row - shape.Channels];
        // The median of left, above and left + above − corner.
        return (byte)Math.Clamp(left + above - corner, Math.Min(left, above), Math.Max(left, above));
    }
}
