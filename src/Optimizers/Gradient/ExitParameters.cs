namespace Optimizers.Gradient;

/// <summary>What the shards of one exit share.</summary>
internal sealed class ExitParameters
{
    /// <summary>Makes the parameters of a head on maps of shape <paramref name="input"/>; weights start at 0, all classes equal.</summary>
    public ExitParameters(string name, Volume input, int grid, int classes, bool isFloat, bool isSign = false)
    {
        if (grid < 1 || input.Height % grid != 0 || input.Width % grid != 0)
            throw new RecipeException($"{name}: grid {grid} does not divide a feature map of {input}");
        if (isFloat && grid > 1 && input.Height != input.Width)
            throw new RecipeException($"{name}: found grid {grid} on a feature map of {input}, expected grid 1 or a square map in a float network");
        IsFloat = isFloat;
        IsSign = isSign;
        Grid = grid;
        Classes = classes;
        Features = grid * grid * input.Channels;
        Weights = new Parameter(name + ".weights", classes * Features) { Decays = true };
        Biases = new Parameter(name + ".biases", classes);
        Offsets = new Parameter(name + ".offsets", input.Channels);
    }

    /// <summary>Whether the feature map is one of floats that are not negative.</summary>
    public bool IsFloat { get; }

    /// <summary>Whether the feature map is one of ±1, whose means are taken as they are.</summary>
    public bool IsSign { get; }

    /// <summary>Cells a side.</summary>
    public int Grid { get; }

    /// <summary>Classes.</summary>
    public int Classes { get; }

    /// <summary>Grid² · channels.</summary>
    public int Features { get; }

    /// <summary>W, <c>[classes × features]</c>.</summary>
    public Parameter Weights { get; }

    /// <summary>b, <c>[classes]</c>.</summary>
    public Parameter Biases { get; }

    /// <summary>r, <c>[channels]</c>; stays 0 in a float network, whose maps are not negative anyway, and has no part in one of signs.</summary>
    public Parameter Offsets { get; }

    /// <summary>All of it, for the optimizer and the checkpoint.</summary>
    public IEnumerable<Parameter> All => IsFloat || IsSign ? [Weights, Biases] : [Weights, Biases, Offsets];
}
