namespace Optimizers.Learning.Patches;

/// <summary>A patch or a key that cannot be used: what was found and what was expected.</summary>
public sealed class PatchException : Exception
{
    /// <summary>States one fault.</summary>
    /// <param name="found">What is there.</param>
    /// <param name="expected">What would have been right.</param>
    /// <param name="cause">What led to it; null: nothing else.</param>
    public PatchException(string found, string expected, Exception? cause = null)
        : base($"patch: found {found}, expected {expected}", cause) => (Found, Expected) = (found, expected);

    /// <summary>What is there.</summary>
    public string Found { get; }

    /// <summary>What would have been right.</summary>
    public string Expected { get; }
}
