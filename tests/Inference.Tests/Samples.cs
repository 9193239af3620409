using System.Runtime.InteropServices;
using Inference.Format;

namespace Inference.Tests;

/// <summary>Seeded random arrays and definitions.</summary>
internal static class Samples
{
    public static T[] Array<T>(Random random, int length)
        where T : unmanaged
    {
        T[] values = new T[length];
        random.NextBytes(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Values of which one in eight is an extreme of its range.</summary>
    public static short[] Extremes(Random random, int length, short lowest = short.MinValue, short highest = short.MaxValue)
    {
        short[] values = new short[length];
        for (int index = 0; index < length; index++)
        {
            values[index] = random.Next(8) switch
            {
                0 => random.Next(2) == 0 ? lowest : highest,
                _ => (short)random.Next(lowest, highest + 1),
            };
        }

        return values;
    }

    /// <summary>Packed ±1 with padding bits 0.</summary>
    public static ulong[] Bits(Random random, int rows, int channels)
    {
        int words = (channels + 63) / 64;
        ulong[] bits = Array<ulong>(random, rows * words);
        for (int last = words - 1; last < bits.Length && channels % 64 != 0; last += words)
            bits[last] &= (1UL << (channels % 64)) - 1;
        return bits;
    }

    public static bool[] Flips(Random random, int length)
    {
        bool[] flips = new bool[length];
        for (int index = 0; index < length; index++)
            flips[index] = random.Next(2) == 1;
        return flips;
    }

    public static int[] Numbers(Random random, int length, int reach)
    {
        int[] numbers = new int[length];
        for (int index = 0; index < length; index++)
            numbers[index] = random.Next(-reach, reach + 1);
        return numbers;
    }

    public static ByteConvDefinition ByteConv(Random random, (int Kernel, int Stride, int Inputs, int Outputs) sizes)
    {
        sbyte[] weights = Array<sbyte>(random, sizes.Outputs * sizes.Kernel * sizes.Kernel * sizes.Inputs);
        int reach = 128 * 128 * sizes.Kernel * sizes.Kernel * sizes.Inputs;
        int multiplier = int.MaxValue / 2 / reach;
        return new(
            sizes.Kernel, sizes.Stride, sizes.Inputs, sizes.Outputs, weights,
            Numbers(random, sizes.Outputs, multiplier), Numbers(random, sizes.Outputs, int.MaxValue / 2 - 1), random.Next(10, 18));
    }

    public static BinaryResidualDefinition Residual(Random random, (int Kernel, int Inputs, int Outputs) sizes)
    {
        int products = sizes.Kernel * sizes.Kernel * sizes.Inputs;
        int shift = random.Next(0, 12);
        int multiplier = Math.Min(int.MaxValue / 4 / products, 40000 << shift);
        return new(
            sizes.Kernel, sizes.Inputs, sizes.Outputs, Extremes(random, sizes.Inputs),
            Bits(random, sizes.Outputs * sizes.Kernel * sizes.Kernel, sizes.Inputs),
            Numbers(random, sizes.Outputs, multiplier), Numbers(random, sizes.Outputs, 40000), shift);
    }

    public static BinaryConvDefinition BinaryConv(Random random, (int Kernel, int Inputs, int Outputs) sizes)
    {
        int products = sizes.Kernel * sizes.Kernel * sizes.Inputs;
        return new(
            sizes.Kernel, sizes.Inputs, sizes.Outputs, Bits(random, sizes.Outputs * sizes.Kernel * sizes.Kernel, sizes.Inputs),
            Numbers(random, sizes.Outputs, random.Next(4) == 0 ? int.MaxValue / 2 : products), Flips(random, sizes.Outputs));
    }

    public static LinearExitDefinition Exit(Random random, int grid, int channels, int classes, int threshold = 40000) => new(
        grid, Extremes(random, channels, -600, 600), Array<short>(random, classes * grid * grid * channels),
        Numbers(random, classes, 1 << 20), random.Next(14, 18), threshold);

    /// <summary>Members around one head, so small that their answers are in doubt.</summary>
    public static VoteExitDefinition Vote(Random random, (int Members, int Grid, int Channels, int Classes) sizes, int spread, int inverse, int threshold)
    {
        int length = sizes.Grid * sizes.Grid * sizes.Channels, reach = 1 << random.Next(5, 13);
        int[] weights = Numbers(random, sizes.Classes * length, reach), biases = Numbers(random, sizes.Classes, 1 << 26);
        return new(
            sizes.Members, sizes.Grid, Extremes(random, sizes.Channels, -600, 600),
            [.. Enumerable.Range(0, sizes.Members).SelectMany(_ => weights.Select(weight => (short)(weight + random.Next(-spread, spread + 1))))],
            [.. Enumerable.Range(0, sizes.Members).SelectMany(_ => biases.Select(bias => bias + random.Next(-spread * 256, (spread * 256) + 1)))],
            random.Next(10, 13), [inverse], threshold);
    }

    /// <summary>The shape the shipped network has: three stages on one picture, residuals in the first two, bits in the last.</summary>
    public static NetworkDefinition Network(int seed, InputShape input, int width = 32, ExitPolicyKind policy = ExitPolicyKind.Top1)
    {
        Random random = new(seed);
        int deep = 2 * width;
        int pooled = (input.Height + 1) / 2;
        LayerDefinition[] first =
        [
            new StandardizeDefinition(8),
            ByteConv(random, (5, 2, input.Channels, width)),
            Residual(random, (3, width, width)),
            new PoolDefinition(PoolKind.Max),
        ];
        LayerDefinition[] second = [Residual(random, (3, width, deep)), Residual(random, (1, deep, deep))];
        LayerDefinition[] third =
        [
            new SignDefinition(Extremes(random, deep, -300, 300), Flips(random, deep)),
            BinaryConv(random, (3, deep, deep)),
            BinaryConv(random, (1, deep, deep + 3)),
        ];
        int grid = pooled / 2 % 7 == 0 ? 7 : 4;
        StageDefinition[] stages =
        [
            new(first, Exit(random, grid, width, 3)),
            new(second, Exit(random, grid, deep, 3)),
            new(third, Exit(random, grid, deep + 3, 3)),
        ];
        Dictionary<string, string> notes = new() { ["licence"] = "none" };
        return new("sample", input, ["nothing", "person", "vehicle"], stages, policy, notes);
    }

    /// <summary>One 1×1 convolution of one channel on a picture of one pixel: the least that answers.</summary>
    public static NetworkDefinition Smallest() => new(
        "dot",
        new InputShape(1, 1, 1),
        ["dark", "light"],
        [new([new ByteConvDefinition(1, 1, 1, 1, [64], [4], [0], 0)], new LinearExitDefinition(1, [0], [-256, 256], [0, 0], 6, 0))],
        ExitPolicyKind.Top1,
        new Dictionary<string, string>());

    /// <summary>The network with random pictures as anchors, of the classes in turn.</summary>
    public static NetworkDefinition WithAnchors(NetworkDefinition network, int count)
    {
        Random random = new(count);
        using AnchorWriter writer = new(network.Input, network.Classes.Count);
        for (int i = 0; i < count; i++)
            writer.Add(Array<byte>(random, network.Input.Length), i % network.Classes.Count);
        return network with { Anchors = writer.Finish() };
    }

    public static byte[] File(NetworkDefinition network)
    {
        using MemoryStream stream = new();
        ModelFile.Write(network, stream);
        return stream.ToArray();
    }
}
