using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Heads;

/// <summary>
/// The one visited output channel of a last layer over all slots: its features as they are and after a move. Nothing else of the layer is held, so that
/// memory does not grow with the channels.
/// </summary>
internal abstract class VisitedUnit
{
    /// <summary>Makes room.</summary>
    protected VisitedUnit(int classes, int cells, SampleSlots slots)
    {
        Slots = slots;
        Exit = new short[classes * cells];
        Features = new short[cells * slots.Count];
        NextFeatures = new short[Features.Length];
    }

    /// <summary>The channel; −1 before the first.</summary>
    public int Unit { get; protected set; } = -1;

    /// <summary>The exit's weights of the channel: <c>[class][cell]</c>.</summary>
    public short[] Exit { get; }

    /// <summary>f: <c>[cell][slot]</c>.</summary>
    public short[] Features { get; private set; }

    /// <summary>f after the move.</summary>
    public short[] NextFeatures { get; private set; }

    /// <summary>Bytes of all.</summary>
    public virtual long Bytes => sizeof(short) * (long)(Exit.Length + Features.Length + NextFeatures.Length);

    /// <summary>Where samples stand.</summary>
    protected SampleSlots Slots { get; }

    /// <summary>Goes to a channel and computes its features from the weights.</summary>
    public abstract void GoTo(int unit);

    /// <summary>Begins a move of the channel's weights.</summary>
    /// <param name="move">The move.</param>
    /// <param name="row">The weights as they are.</param>
    public abstract void Begin(Move move, ReadOnlySpan<short> row);

    /// <summary>Computes the features after the move for 64 slots.</summary>
    /// <param name="slot">The first of them; a block of 256 is asked for in order.</param>
    public abstract void Fill(int slot);

    /// <summary>Takes over the move that was begun last and filled for all slots.</summary>
    public abstract void Commit();

    /// <summary>Makes the features that were filled last those that are.</summary>
    protected void TakeFeatures() => (Features, NextFeatures) = (NextFeatures, Features);
}
