using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>Values to bits: <c>bit_c = (x_c &lt; t_c) xor flip_c</c>, 1 = −1; <c>[H × W × C]</c>.</summary>
internal sealed class Sign<TKernels> : ILayer
    where TKernels : IKernels
{
    private readonly Activation _input;
    private readonly short[] _thresholds;
    private readonly ulong[] _flips;

    public Sign(SignDefinition definition, LayerSite site)
    {
        Expect.Kind(site.Place, "sign", site.Map, FeatureKind.Values);
        Expect.Length(site.Place, "thresholds", definition.Thresholds, site.Map.Channels);
        Expect.Length(site.Place, "flips", definition.Flips, site.Map.Channels);
        _input = site.Input;
        _thresholds = definition.Thresholds;
        _flips = Pack(definition.Flips);
        Output = site.Plan.Reserve(site.Map with { Kind = FeatureKind.Bits });
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace) =>
        TKernels.Binarize(workspace.Values(_input), _input.Map.Channels, _thresholds, _flips, workspace.Bits(Output));

    /// <summary>One bit a channel, channel c in bit c mod 64 of word c/64.</summary>
    internal static ulong[] Pack(ReadOnlySpan<bool> flips)
    {
        ulong[] words = new ulong[(flips.Length + 63) / 64];
        for (int c = 0; c < flips.Length; c++)
            words[c / 64] |= (flips[c] ? 1UL : 0) << (c % 64);
        return words;
    }
}
