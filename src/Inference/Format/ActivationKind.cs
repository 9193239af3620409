namespace Inference.Format;

/// <summary>What a layer of floats or values does to its sums before it writes them.</summary>
public enum ActivationKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary><c>max(x, 0)</c>.</summary>
    Relu,

    /// <summary><c>min(max(x, 0), 6)</c>.</summary>
    Relu6,
}
