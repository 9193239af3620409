namespace Optimizers.Gradient;

/// <summary>A training recipe that cannot be followed; the message says what was found and what was expected.</summary>
public sealed class RecipeException : Exception
{
    /// <summary>Makes the exception.</summary>
    public RecipeException(string message)
        : base(message)
    {
    }
}
