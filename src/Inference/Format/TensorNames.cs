namespace Inference.Format;

/// <summary>Names of places in a network, from 1: <c>stage1.layer2</c>, <c>stage1.exit</c>.</summary>
internal static class TensorNames
{
    public static string Layer(int stage, int layer) => $"stage{stage}.layer{layer}";

    public static string Exit(int stage) => $"stage{stage}.exit";
}
