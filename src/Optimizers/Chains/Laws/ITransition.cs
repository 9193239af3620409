namespace Optimizers.Chains.Laws;

/// <summary>A way to go from weights to weights under which the target stays as it is: an <see cref="ILaw"/>, which proposes, or an <see cref="IFieldLaw"/>, which also decides.</summary>
public interface ITransition
{
    /// <summary>The law's name, for counters and checkpoints.</summary>
    string Name { get; }
}
