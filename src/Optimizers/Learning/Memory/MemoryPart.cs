namespace Optimizers.Learning.Memory;

/// <summary>The two parts of a memory; a sample is never moved from one to the other.</summary>
public enum MemoryPart : byte
{
    /// <summary>What chains are run on.</summary>
    Chain = 0,

    /// <summary>What only the guard sees.</summary>
    Guard = 1,
}
