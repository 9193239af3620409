namespace Inference.Format;

/// <summary>Relative time of one stored block of each size, as measured: the model by which <see cref="BlockSparse"/> chooses.</summary>
/// <param name="Of4">A block of 4.</param>
/// <param name="Of8">A block of 8.</param>
/// <param name="Of16">A block of 16.</param>
internal readonly record struct BlockCost(double Of4, double Of8, double Of16)
{
    /// <summary>Pixels in lanes: four outputs at a time, whatever the block.</summary>
    public static BlockCost ConvolvedFloats => new(1, 2, 4);

    /// <summary>Outputs in lanes of floats.</summary>
    public static BlockCost DenseFloats => new(1, 1.2, 1.6);

    /// <summary>Outputs in lanes of bytes.</summary>
    public static BlockCost Bytes => new(1, 1, 1.7);

    /// <summary>The time of one block.</summary>
    public double Of(int block) => block switch
    {
        4 => Of4,
        8 => Of8,
        _ => Of16,
    };
}
