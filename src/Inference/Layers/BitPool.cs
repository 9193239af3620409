using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>
/// 2×2 maximum of bits with stride 2: +1 if any is +1, which is the AND of the words (bit 1 = −1); <c>[H/2 × W/2 × C]</c>.
/// </summary>
internal sealed class BitPool : ILayer
{
    private readonly Activation _input;

    public BitPool(PoolDefinition definition, LayerSite site)
    {
        if (definition.Kind != PoolKind.Max)
            throw new ModelFormatException(-1, $"{site.Place}: pool {definition.Kind} after {site.Map}", "Max, the only pool of bits");
        _input = site.Input;
        Output = site.Plan.Reserve(Pool<PortableKernels>.Halved(site));
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        int words = _input.Map.Words;
        int row = _input.Map.Width * words;
        ReadOnlySpan<ulong> input = workspace.Bits(_input);
        Span<ulong> output = workspace.Bits(Output);
        for (int y = 0; y < Output.Map.Height; y++)
        {
            ReadOnlySpan<ulong> top = input.Slice(2 * y * row, row);
            ReadOnlySpan<ulong> bottom = input.Slice((2 * y + 1) * row, row);
            Span<ulong> target = output.Slice(y * row / 2, row / 2);
            for (int index = 0; index < target.Length; index++)
            {
                int left = index + index / words * words;
                target[index] = top[left] & top[left + words] & bottom[left] & bottom[left + words];
            }
        }
    }
}
