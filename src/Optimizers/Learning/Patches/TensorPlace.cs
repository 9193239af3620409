using Inference.Format;

namespace Optimizers.Learning.Patches;

/// <summary>Names of tensors as few bits: stage, whether of the exit, layer, which tensor.</summary>
internal static class TensorPlace
{
    /// <summary>Tensors of a layer or exit; their order is part of the format.</summary>
    private static readonly string[] Tensors =
    [
        "weights", "biases", "thresholds", "flips", "multipliers", "offsets", "scales", "scale", "factors", "table", "starts", "columns",
        "inverse_temperature",
    ];

    /// <summary>Codes a name.</summary>
    /// <exception cref="PatchException">Reading: no such tensor.</exception>
    public static string Code(BitCoder coder, string name)
    {
        string[] parts = name.Split('.');
        int stage = 1 + (int)coder.Plain(Digits(parts[0], "stage") - 1, 4);
        bool isExit = coder.Flag(parts.Length > 2 && parts[1] == "exit");
        string wanted = parts.Length > 2 ? parts[^2] : "";
        int layer = 0;
        // A tensor of the trunk always has a layer; of an exit it may be the exit's own.
        if (!isExit || coder.Flag(wanted.StartsWith("layer", StringComparison.Ordinal)))
            layer = 1 + (int)coder.Plain(Digits(wanted, "layer") - 1, 7);
        int tensor = (int)coder.Plain(Math.Max(0, Array.IndexOf(Tensors, parts[^1])), 4);
        if (tensor >= Tensors.Length)
            throw new PatchException($"tensor {tensor} of a layer", $"0 to {Tensors.Length - 1}");
        string place = isExit ? TensorNames.Exit(stage) : TensorNames.Stage(stage);
        return $"{(layer > 0 ? TensorNames.Layer(place, layer) : place)}.{Tensors[tensor]}";
    }

    /// <summary>The number after a word; 1 where there is none, as when reading.</summary>
    private static int Digits(string part, string word) =>
        part.StartsWith(word, StringComparison.Ordinal) && int.TryParse(part.AsSpan(word.Length), out int number) ? number : 1;
}
