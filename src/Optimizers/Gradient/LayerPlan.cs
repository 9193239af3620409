using Inference.Format;

namespace Optimizers.Gradient;

/// <summary>One layer of a recipe at its place in the network.</summary>
/// <param name="Recipe">What is asked for.</param>
/// <param name="Input">Shape before it.</param>
/// <param name="Name">Its place, for parameters and messages.</param>
/// <param name="IsFirst">Whether it takes the picture.</param>
/// <param name="IsFloat">Whether the network is one of floats.</param>
internal readonly record struct LayerPlan(LayerRecipe Recipe, Volume Input, string Name, bool IsFirst, bool IsFloat)
{
    /// <summary>Convolutions have parameters; pools have none.</summary>
    public bool IsConvolution => Recipe.Kind is "byte_conv" or "binary_residual" or "float_conv";

    /// <summary>The parameters of a convolution.</summary>
    /// <exception cref="RecipeException">It does not fit its place.</exception>
    public LayerParameters Parameters(PruningRecipe? pruning, Random random)
    {
        Check();
        if (IsFirst)
            return new LayerParameters(Name, FirstLayer.PatchColumns(Recipe.Kernel, Input.Channels), 1, Recipe.Channels, false, 1, random);
        if (!IsFloat)
            return new LayerParameters(Name, Input.Channels, Recipe.Kernel, Recipe.Channels, true, 0.5f, random);
        LayerParameters parameters = new(Name, Input.Channels, Recipe.Kernel, Recipe.Channels, false, Recipe.Residual ? 0.5f : 1, random);
        if (pruning is not null && (Recipe.Sparsity ?? pruning.Sparsity) is > 0 and double sparsity)
            parameters.Mask = new BlockMask(parameters.Weights, pruning.Block, sparsity);
        return parameters;
    }

    /// <summary>The layer for one shard.</summary>
    /// <param name="parameters">Of a convolution; null for a pool.</param>
    /// <param name="shard">Which shard.</param>
    /// <param name="samples">Its samples.</param>
    /// <exception cref="RecipeException">The kind is not known or does not fit its place.</exception>
    public TrainingLayer Layer(LayerParameters? parameters, int shard, int samples) => Recipe.Kind switch
    {
        "max_pool" => new PoolLayer(PoolKind.Max, Input, IsFloat, samples),
        "average_pool" => new PoolLayer(PoolKind.Average, Input, IsFloat, samples),
        _ when IsFirst => new FirstLayer(parameters!, Input, Recipe.Kernel, Recipe.Stride, IsFloat, shard, samples),
        "float_conv" => new FloatLayer(parameters!, Input, Recipe.Stride, Recipe.Residual, shard, samples),
        "binary_residual" => new ResidualLayer(parameters!, Input, shard, samples),
        _ => throw new RecipeException(
            $"{Name}: found kind \"{Recipe.Kind}\", expected byte_conv, binary_residual, max_pool or average_pool, or float_conv"),
    };

    private void Check()
    {
        string expected = IsFloat ? "float_conv" : IsFirst ? "byte_conv" : "binary_residual";
        if (Recipe.Kind != expected)
        {
            throw new RecipeException(
                $"{Name}: found {Recipe.Kind}, expected {expected}: byte_conv as the first layer and nowhere else, float_conv with no binary layer");
        }

        bool repeats = Recipe.Kind == "binary_residual";
        if (Recipe.Channels < 16 || Recipe.Channels % 16 != 0 || (repeats && Recipe.Channels % Input.Channels != 0))
        {
            throw new RecipeException(
                $"{Name}: found {Recipe.Channels} channels, expected a multiple of 16" + (repeats ? $" and of the {Input.Channels} before it" : ""));
        }

        int largest = IsFirst ? 7 : IsFloat ? 5 : 3;
        if (Recipe.Kernel < 1 || Recipe.Kernel > largest || Recipe.Kernel % 2 == 0)
            throw new RecipeException($"{Name}: found kernel {Recipe.Kernel}, expected an odd number from 1 to {largest}");
        if (!Recipe.Residual)
            return;
        if (!IsFloat || IsFirst || Recipe.Stride != 1 || Recipe.Channels != Input.Channels)
        {
            throw new RecipeException(
                $"{Name}: found residual with {Recipe.Channels} channels and stride {Recipe.Stride} after {Input}, "
                + "expected a float_conv that is not the first layer, with as many channels and stride 1");
        }
    }
}
