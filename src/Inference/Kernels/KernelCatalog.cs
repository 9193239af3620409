namespace Inference.Kernels;

/// <summary>The kernel sets in order of preference; the first that this machine supports wins.</summary>
public static class KernelCatalog
{
    /// <summary>The environment variable that forces one set by name.</summary>
    public const string Variable = "VIGIE_KERNELS";

    /// <summary>Every set there is, supported or not.</summary>
    public static IReadOnlyList<KernelSet> All { get; } =
    [
        KernelSet.Of<Avx2Kernels>("256-bit table look-ups: 32 output channels an instruction"),
        KernelSet.Of<AdvSimdDpKernels>("128-bit EOR, CNT, UDOT and SDOT, where cores have dot products"),
        KernelSet.Of<AdvSimdKernels>("128-bit EOR and CNT, part of every arm64"),
        KernelSet.Of<PortableKernels>("plain loops, where there is nothing better"),
    ];

    /// <summary>The set a network runs on: the one forced by the environment, else the first supported one.</summary>
    /// <returns>A supported set.</returns>
    /// <exception cref="InvalidOperationException">
    /// The environment names a set that does not exist or that this machine cannot run.
    /// </exception>
    public static KernelSet Choose() => Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The set of a name, or the first supported one.</summary>
    /// <param name="forced">A name; null or empty for no preference.</param>
    /// <returns>A supported set.</returns>
    /// <exception cref="InvalidOperationException">No such set, or this machine cannot run it.</exception>
    public static KernelSet Choose(string? forced)
    {
        foreach (KernelSet set in All)
        {
            if (string.IsNullOrEmpty(forced) ? set.IsSupported : set.Name == forced)
                return set.IsSupported ? set : throw Refusal(forced!, "which this machine lacks the instructions for");
        }

        throw Refusal(forced!, "which is not a kernel set");
    }

    private static InvalidOperationException Refusal(string forced, string why)
    {
        IEnumerable<string> supported = All.Where(set => set.IsSupported).Select(set => set.Name);
        return new($"{Variable} is \"{forced}\", {why}; expected one of {string.Join(", ", supported)}, or unset it");
    }
}
