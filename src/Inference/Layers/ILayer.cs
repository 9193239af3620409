namespace Inference.Layers;

/// <summary>One step of a network: reads its input map from the workspace and writes its output map there.</summary>
/// <remarks>
/// Immutable after load. <see cref="Run"/> is called by the one thread that owns the workspace, allocates nothing and never throws.
/// </remarks>
internal interface ILayer
{
    /// <summary>What it writes and where.</summary>
    Activation Output { get; }

    /// <summary>Multiply-accumulates of one run.</summary>
    long Macs { get; }

    /// <summary>Which of several kernels it was given at load and why, in a few words; empty where there is one.</summary>
    string Kernel => "";

    /// <summary>Computes the output.</summary>
    void Run(Workspace workspace);
}
