namespace Inference.Format;

/// <summary>Names of places in a network, from 1: <c>stage1.layer2</c>, <c>stage1.exit</c>, <c>stage1.exit.layer2</c>.</summary>
internal static class TensorNames
{
    /// <summary>The one tensor that is no part of the graph.</summary>
    public const string Anchors = "anchors";

    public static string Stage(int stage) => $"stage{stage}";

    public static string Layer(string place, int layer) => $"{place}.layer{layer}";

    public static string Exit(int stage) => $"stage{stage}.exit";
}
