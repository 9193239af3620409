namespace Optimizers.Gradient;

/// <summary>How binary weights follow their gradient.</summary>
public enum UpdateRule
{
    /// <summary>Shadow weights by Adam, applied as their signs (Hubara 2016).</summary>
    Adam,

    /// <summary>The weights are signs and are flipped (Helwegen 2019); everything that is not binary goes by Adam.</summary>
    Bop,
}

/// <summary>What a run is told besides its recipe.</summary>
/// <param name="Rule">How binary weights follow their gradient.</param>
/// <param name="Limit">Time to train for instead of the recipe's steps, above 0; rates then follow the share of it that is gone. Null: by steps.</param>
/// <param name="Clock">Measures it; null: the system's. Only time inside steps counts.</param>
public sealed record TrainerOptions(UpdateRule Rule = UpdateRule.Adam, TimeSpan? Limit = null, TimeProvider? Clock = null);
