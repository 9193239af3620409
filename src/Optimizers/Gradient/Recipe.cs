using System.Text.Json;
using System.Text.Json.Serialization;
using Optimizers.Augmentation;
using Optimizers.Chains.Training;

namespace Optimizers.Gradient;

/// <summary>A network's plan and how to train it; read from a JSON file, keys in snake_case.</summary>
/// <remarks>Setters, not init: generated JSON code passes init-only properties as null when the key is absent, losing the default.</remarks>
public sealed record Recipe
{
    /// <summary>Name of the network: <c>[a-z0-9-]</c>.</summary>
    public required string Name { get; set; }

    /// <summary>Rows of the input.</summary>
    public required int Height { get; set; }

    /// <summary>Columns of the input.</summary>
    public required int Width { get; set; }

    /// <summary>Bytes a pixel: 1 (luma) or 3.</summary>
    public int Channels { get; set; } = 1;

    /// <summary>Class names, in the order of the scores.</summary>
    public required string[] Classes { get; set; }

    /// <summary>Deviations below this, in grey levels, count as this: flat pictures are not blown up into noise.</summary>
    public int MinimumDeviation { get; set; } = 8;

    /// <summary>The stages, first to last.</summary>
    public required StageRecipe[] Stages { get; set; }

    /// <summary>Batches, rates, seeds.</summary>
    public TrainingRecipe Training { get; set; } = new();

    /// <summary>How chains train it (<c>--optimizer mcmc</c>); networks of signs only.</summary>
    public ChainRecipe? Chain { get; set; }

    /// <summary>How weights are taken away; absent: all are kept. Float networks only.</summary>
    public PruningRecipe? Pruning { get; set; }

    /// <summary>How pictures are changed before they are learned from.</summary>
    public AugmentationRecipe Augmentation { get; set; } = new();

    /// <summary>Free text for the model card inside the file: trained on, licence of the data.</summary>
    public Dictionary<string, string> Notes { get; set; } = [];

    /// <summary>The recipe as JSON, defaults written out.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, RecipeJson.Default.Recipe);

    /// <summary>Reads a recipe.</summary>
    /// <exception cref="RecipeException">Not JSON, an unknown key, or a plan that makes no network.</exception>
    public static Recipe Parse(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            Recipe recipe = JsonSerializer.Deserialize(json, RecipeJson.Default.Recipe)
                ?? throw new RecipeException($"{name}: found null, expected an object");
            return RecipeRules.Check(recipe) is { } fault ? throw new RecipeException($"{name}: {fault}") : recipe;
        }
        catch (JsonException fault)
        {
            throw new RecipeException($"{name}: {fault.Message}");
        }
    }
}

/// <summary>One stage.</summary>
public sealed record StageRecipe
{
    /// <summary>Layers, first to last.</summary>
    public required LayerRecipe[] Layers { get; set; }

    /// <summary>The head after them.</summary>
    public required ExitRecipe Exit { get; set; }

    /// <summary>How chains train this stage, instead of the recipe's own block; chains, rounds and keep are the recipe's.</summary>
    public ChainRecipe? Chain { get; set; }
}

/// <summary>One layer.</summary>
public sealed record LayerRecipe
{
    /// <summary>
    /// <c>max_pool</c>, <c>average_pool</c>; in a binary network <c>byte_conv</c> first and <c>binary_residual</c> after it; in a float
    /// one <c>float_conv</c>: convolution, batch norm, max(y, 0); in a network of signs <c>sign_conv</c>, <c>sign_dense</c> and, first,
    /// <c>binarize</c> (see <see cref="Chains.Stages.SignShapes"/>).
    /// </summary>
    public required string Kind { get; set; }

    /// <summary>Output channels, a multiple of 16; of a convolution.</summary>
    public int Channels { get; set; }

    /// <summary>Outputs of a <c>sign_dense</c>, which takes the whole map before it.</summary>
    public int Units { get; set; }

    /// <summary>The grey level, 1 to 255, from which <c>binarize</c> makes a pixel +1.</summary>
    public int Level { get; set; }

    /// <summary>A 2×2 maximum follows the signs of a <c>sign_conv</c>, as a <c>max_pool</c> after it says too.</summary>
    public bool Pool { get; set; }

    /// <summary>Side of the kernel.</summary>
    public int Kernel { get; set; } = 3;

    /// <summary>Step of a layer that takes the picture or of a <c>float_conv</c>, 1 or 2.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>The input of a <c>float_conv</c> is added before its activation; shapes must be equal, and it is not the first layer.</summary>
    public bool Residual { get; set; }

    /// <summary>Sparsity of this <c>float_conv</c> instead of the pruning block's; 0: it stays dense, as the first always does.</summary>
    public double? Sparsity { get; set; }
}

/// <summary>One exit.</summary>
public sealed record ExitRecipe
{
    /// <summary>Cells a side that the feature map is averaged over: 1 = global average.</summary>
    public int Grid { get; set; } = 1;

    /// <summary>Weight in the joint loss.</summary>
    public float LossWeight { get; set; } = 1;

    /// <summary>
    /// What one step of a chain's head is worth, in 1/65536 nats; a multiple of 256 / pixels of a cell. Absent: see
    /// <see cref="Chains.Stages.SignShapes"/>. Networks of signs only; a head trained by gradient has a finer step.
    /// </summary>
    public int? LogitScale { get; set; }

    /// <summary>Top-1 probability from which the exit answers, 0 to 1.</summary>
    public double Threshold { get; set; } = 0.98;
}

/// <summary>Batches, rates, seeds.</summary>
public sealed record TrainingRecipe
{
    /// <summary>Steps of the optimizer.</summary>
    public int Steps { get; set; } = 6000;

    /// <summary>Samples a step, an even number.</summary>
    public int Batch { get; set; } = 64;

    /// <summary>Greatest learning rate of Adam; it rises over the first 200 steps and falls to 0 along a cosine.</summary>
    public float LearningRate { get; set; } = 0.002f;

    /// <summary>Decoupled weight decay a step and unit of learning rate.</summary>
    public float WeightDecay { get; set; } = 0.01f;

    /// <summary>Label smoothing, 0 to 1.</summary>
    public float LabelSmoothing { get; set; } = 0.05f;

    /// <summary>How Bop flips weights; used with that optimizer only.</summary>
    public BopRecipe Bop { get; set; } = new();

    /// <summary>Share of the draws for each class; empty: equal, else every class has one.</summary>
    public Dictionary<string, double> ClassShares { get; set; } = [];

    /// <summary>Weight of a source among those of a class; absent: the root of its number of samples.</summary>
    public Dictionary<string, double> SourceWeights { get; set; } = [];

    /// <summary>Crops of each class rendered by the simulator and added as the source <see cref="TrainingSet.Simulator"/>.</summary>
    public int SimulatedCrops { get; set; }

    /// <summary>Factor on the probabilities of changing simulated crops: they are rendered with blur, noise and shadows of their own.</summary>
    public double SimulatedChange { get; set; } = 0.25;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Recipe))]
internal sealed partial class RecipeJson : JsonSerializerContext;
