namespace Optimizers.Learning.Memory;

/// <summary>What became of a labelled sample that was offered.</summary>
public enum InsertAnswer
{
    /// <summary>It is held.</summary>
    Accepted,

    /// <summary>The same event, or the same map, was held already: it has map, label, source, time and loss of this one, and keeps its event and part.</summary>
    Relabelled,

    /// <summary>The same event, or the same map, is held with an operator's label, which only an operator changes.</summary>
    HeldByOperator,
}
