namespace Inference;

/// <summary>What an early answer is compared with.</summary>
public enum ExitReference
{
    /// <summary>The last exit's answer to the same picture; needs no labels.</summary>
    Last,

    /// <summary>The label.</summary>
    Labels,
}
