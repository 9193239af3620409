using Inference.Layers;

namespace Inference.Kernels;

/// <summary>One kernel set of the catalogue.</summary>
public sealed class KernelSet
{
    private KernelSet(string name, bool isSupported, string reason, ILayerCatalog layers)
    {
        Name = name;
        IsSupported = isSupported;
        Reason = reason;
        Layers = layers;
    }

    /// <summary>The name <c>VIGIE_KERNELS</c> knows it by.</summary>
    public string Name { get; }

    /// <summary>Whether this machine has the instructions.</summary>
    public bool IsSupported { get; }

    /// <summary>Why it stands where it stands in the catalogue.</summary>
    public string Reason { get; }

    internal ILayerCatalog Layers { get; }

    internal static KernelSet Of<TKernels>(string reason)
        where TKernels : IKernels =>
        new(TKernels.Name, TKernels.IsSupported, reason, new LayerCatalog<TKernels>());
}
