using Inference.Exits;
using Inference.Format;
using Inference.Kernels;
using Inference.Layers;

namespace Inference.Tests.Layers;

/// <summary>One layer or exit with a workspace of its own, fed and read as plain <c>[y, x, channel]</c>.</summary>
internal static class LayerBench
{
    public static int[,,] Run(KernelSet set, LayerDefinition definition, FeatureKind kind, int[,,] x)
    {
        (WorkspacePlan plan, Activation input) = Plan(kind, x);
        ILayer layer = set.Layers.Layer(definition, new LayerSite("here", input, plan, []));
        Workspace workspace = new(null, plan);

        // Twice: what the first run leaves behind must not matter.
        for (int run = 0; run < 2; run++)
        {
            Fill(workspace, input, x);
            layer.Run(workspace);
        }

        return Take(workspace, layer.Output);
    }

    public static int[] Run(KernelSet set, LinearExitDefinition definition, FeatureKind kind, int[,,] x)
    {
        (WorkspacePlan plan, Activation input) = Plan(kind, x);
        plan.Classes = definition.Biases.Length;
        IExit exit = set.Layers.Exit(definition, plan.Classes, new LayerSite("here", input, plan, []));
        Workspace workspace = new(null, plan);
        Fill(workspace, input, x);
        exit.Run(workspace);
        return workspace.Logits;
    }

    public static int[,,] Random(Random random, FeatureKind kind, int height, int width, int channels)
    {
        int[,,] x = new int[height, width, channels];
        for (int index = 0; index < x.Length; index++)
        {
            x[index / channels / width, index / channels % width, index % channels] = kind switch
            {
                FeatureKind.Pixels => random.Next(256),
                FeatureKind.SignedBytes => random.Next(-127, 128),
                FeatureKind.Values => random.Next(4) == 0 ? random.Next(-32768, 32768) : random.Next(-300, 300),
                _ => random.Next(2) * 2 - 1,
            };
        }

        return x;
    }

    private static (WorkspacePlan Plan, Activation Input) Plan(FeatureKind kind, int[,,] x)
    {
        FeatureMap map = new(kind, x.GetLength(0), x.GetLength(1), x.GetLength(2));
        WorkspacePlan plan = new() { Pixels = map.Elements };
        return (plan, kind == FeatureKind.Pixels ? new Activation(map, 0) : plan.Reserve(map));
    }

    private static void Fill(Workspace workspace, Activation input, int[,,] x)
    {
        int[] flat = [.. x.Cast<int>()];
        FeatureMap map = input.Map;
        for (int index = 0; index < flat.Length; index++)
        {
            int word = index / map.Channels * map.Words + index % map.Channels / 64;
            if (map.Kind == FeatureKind.Pixels)
                workspace.Pixels[index] = (byte)flat[index];
            else if (map.Kind == FeatureKind.SignedBytes)
                workspace.SignedBytes(input)[index] = (sbyte)flat[index];
            else if (map.Kind == FeatureKind.Values)
                workspace.Values(input)[index] = (short)flat[index];
            else if (flat[index] < 0)
                workspace.Bits(input)[word] |= 1UL << (index % map.Channels % 64);
            else
                workspace.Bits(input)[word] &= ~(1UL << (index % map.Channels % 64));
        }
    }

    private static int[,,] Take(Workspace workspace, Activation output)
    {
        FeatureMap map = output.Map;
        int[,,] y = new int[map.Height, map.Width, map.Channels];
        for (int index = 0; index < map.Elements; index++)
        {
            int c = index % map.Channels;
            y[index / map.Channels / map.Width, index / map.Channels % map.Width, c] = map.Kind switch
            {
                FeatureKind.SignedBytes => workspace.SignedBytes(output)[index],
                FeatureKind.Values => workspace.Values(output)[index],
                _ => ((workspace.Bits(output)[index / map.Channels * map.Words + c / 64] >> (c % 64)) & 1) == 1 ? -1 : 1,
            };
        }

        if (map.Kind == FeatureKind.Bits && map.Channels % 64 != 0)
            Assert.Equal(0UL, workspace.Bits(output)[^1] >> (map.Channels % 64));
        return y;
    }
}
