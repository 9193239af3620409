namespace Optimizers.Chains.Heads;

/// <summary>What a move adds to the sums of an exit.</summary>
internal interface ILogitChanges
{
    /// <summary>Fills <see cref="HeadState.Changes"/>, or <see cref="HeadState.WideChanges"/> where <see cref="IsWide"/>, for 64 slots.</summary>
    /// <param name="slot">The first of them; a block of 256 is asked for in order.</param>
    void Fill(int slot);

    /// <summary>Whether changes may not fit 32 bits, or the definition is asked for.</summary>
    bool IsWide { get; }
}
