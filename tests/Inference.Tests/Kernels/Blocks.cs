using Inference.Kernels;

namespace Inference.Tests.Kernels;

/// <summary>Seeded random floats and block rows.</summary>
internal static class Blocks
{
    /// <summary>Floats around 0, of which one in eight is a zero of either sign, tiny or huge.</summary>
    public static float[] Floats(Random random, int length)
    {
        float[] values = new float[length];
        for (int index = 0; index < length; index++)
        {
            float sign = random.Next(2) == 0 ? -1 : 1;
            values[index] = random.Next(24) switch
            {
                0 => sign * 0,
                1 => sign * float.Epsilon * random.Next(100),
                2 => sign * 1e15f * random.NextSingle(),
                _ => sign * random.NextSingle(),
            };
        }

        return values;
    }

    /// <summary>Blocks of a density of its own for each row, among them none and all.</summary>
    public static BlockRows Random(Random random, in PlanarShape shape, int block, int outputs)
    {
        int rows = (outputs + block - 1) / block;
        int[] starts = new int[rows + 1];
        List<int> columns = [];
        for (int row = 0; row < rows; row++)
        {
            int density = random.Next(4) switch
            {
                0 => 0,
                1 => 100,
                _ => random.Next(100),
            };
            for (int column = 0; column < shape.Channels * shape.Window.Area; column++)
            {
                if (random.Next(100) < density)
                    columns.Add(column);
            }

            starts[row + 1] = columns.Count;
        }

        float[] weights = Floats(random, columns.Count * block);
        float[] biases = new float[rows * block];
        Floats(random, outputs).CopyTo(biases, 0);
        for (int index = starts[rows - 1] * block; index < weights.Length; index++)
        {
            if ((rows - 1) * block + index % block >= outputs)
                weights[index] = 0;
        }

        return new(block, outputs, starts, shape.Offsets([.. columns]), weights, biases, random.Next(2) == 0 ? 0 : float.NegativeInfinity, random.Next(2) == 0 ? 6 : float.PositiveInfinity);
    }
}
