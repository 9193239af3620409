namespace Inference.Exits;

/// <summary>A classification head after a stage: from the last map to logits. Immutable; allocates nothing.</summary>
internal interface IExit
{
    /// <summary>Multiply-accumulates of one run.</summary>
    long Macs { get; }

    /// <summary>Writes <see cref="Workspace.Logits"/>, in 1/65536 nats.</summary>
    void Run(Workspace workspace);
}
