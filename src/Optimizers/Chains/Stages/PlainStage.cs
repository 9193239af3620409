namespace Optimizers.Chains.Stages;

/// <summary>The definition of <see cref="IStageRisk"/>: every move runs every sample through the whole stage. For tests, and as the baseline of the benchmarks.</summary>
public sealed class PlainStage : IStageRisk
{
    private readonly LossKind _loss;
    private readonly sbyte[] _inputs;
    private readonly byte[] _labels;
    private readonly int[] _cuts;
    private readonly long[] _risk;
    private readonly long[] _next;
    private readonly StageWeights _tried;
    private readonly int[] _logits;
    private readonly sbyte[][] _maps;
    private readonly sbyte[][] _signs;
    private int _block;
    private int _unit;

    /// <summary>Makes the risk of a stage over a memory.</summary>
    /// <param name="weights">Where the chain begins; copied.</param>
    /// <param name="inputs"><c>[samples][row][column][channel]</c>: signed bytes, or ±1.</param>
    /// <param name="labels"><c>[samples]</c>.</param>
    /// <param name="loss">Which loss.</param>
    /// <param name="first">Samples of the first of two parts; 0: one part.</param>
    public PlainStage(StageWeights weights, sbyte[] inputs, byte[] labels, LossKind loss, int first = 0)
    {
        Weights = weights.Copy();
        _tried = weights.Copy();
        _inputs = inputs;
        _labels = labels;
        _loss = loss;
        _cuts = first == 0 ? [0, labels.Length] : [0, first, labels.Length];
        _logits = new int[Shape.Classes];
        _maps = [.. Shape.Layers.Select(layer => new sbyte[layer.OutputHeight * layer.OutputWidth * layer.Units])];
        _signs = [.. Shape.Layers.Select(layer => new sbyte[layer.SumHeight * layer.SumWidth * layer.Units])];
        _risk = new long[Parts];
        _next = new long[Parts];
        for (int part = 0; part < Parts; part++)
            _risk[part] = Run(Weights, part);
    }

    /// <inheritdoc/>
    public StageShape Shape => Weights.Shape;

    /// <inheritdoc/>
    public StageWeights Weights { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<short> Row => Weights.Row(_block, _unit);

    /// <inheritdoc/>
    public int Samples => _labels.Length;

    /// <inheritdoc/>
    public int Parts => _cuts.Length - 1;

    /// <inheritdoc/>
    public int SamplesOf(int part) => _cuts[part + 1] - _cuts[part];

    /// <inheritdoc/>
    public long RiskOf(int part) => _risk[part];

    /// <inheritdoc/>
    public void Visit(int block, int unit) => (_block, _unit) = (block, unit);

    /// <inheritdoc/>
    public long Evaluate(Move move, int part, long limit)
    {
        if (part == 0)
        {
            _tried.CopyFrom(Weights);
            _tried.Take(move);
        }

        _next[part] = Run(_tried, part);
        return _next[part] - _risk[part];
    }

    /// <inheritdoc/>
    public void Commit()
    {
        Weights.CopyFrom(_tried);
        _next.CopyTo(_risk, 0);
    }

    /// <inheritdoc/>
    public void CopyLogits(Span<int> logits)
    {
        for (int sample = 0; sample < Samples; sample++)
            Logits(Weights, sample).CopyTo(logits[(sample * Shape.Classes)..]);
    }

    /// <inheritdoc/>
    public void CopyOutputs(Span<sbyte> outputs)
    {
        sbyte[] output = _maps[^1];
        for (int sample = 0; sample < Samples; sample++)
        {
            Logits(Weights, sample);
            output.CopyTo(outputs[(sample * output.Length)..]);
        }
    }

    /// <summary>The integer logits of one sample at given weights: <c>[classes]</c>, valid until the next call.</summary>
    public ReadOnlySpan<int> Logits(StageWeights weights, int sample)
    {
        ReadOnlySpan<sbyte> map = _inputs.AsSpan(sample * Shape.InputLength, Shape.InputLength);
        for (int layer = 0; layer < _maps.Length; layer++)
        {
            Signs(weights, layer, map, _signs[layer]);
            Pool(Shape.Layers[layer], _signs[layer], _maps[layer]);
            map = _maps[layer];
        }

        LayerShape last = Shape.Layers[^1];
        int cellHeight = last.OutputHeight / Shape.Grid, cellWidth = last.OutputWidth / Shape.Grid;
        for (int k = 0; k < _logits.Length; k++)
        {
            ReadOnlySpan<short> row = weights.Row(_maps.Length, k);
            int sum = Shape.Cell * row[^1];
            for (int i = 0; i < map.Length; i++)
            {
                int place = i / last.Units;
                int cell = (place / last.OutputWidth / cellHeight * Shape.Grid) + (place % last.OutputWidth / cellWidth);
                sum += map[i] * row[(cell * last.Units) + (i % last.Units)];
            }

            _logits[k] = sum;
        }

        return _logits;
    }

    private long Run(StageWeights weights, int part)
    {
        long sum = 0;
        for (int sample = _cuts[part]; sample < _cuts[part + 1]; sample++)
            sum += Losses.Of(_loss, Logits(weights, sample), _labels[sample], Shape.LogitScale);
        return sum;
    }

    private void Signs(StageWeights weights, int layer, ReadOnlySpan<sbyte> input, Span<sbyte> signs)
    {
        LayerShape shape = Shape.Layers[layer];
        int outside = layer == 0 && Shape.TakesBytes ? 0 : 1;
        for (int unit = 0; unit < shape.Units; unit++)
        {
            ReadOnlySpan<short> row = weights.Row(layer, unit);
            for (int place = 0; place < shape.SumHeight * shape.SumWidth; place++)
            {
                int sum = shape.BiasUnit * row[^1];
                for (int i = 0; i < shape.Inputs; i++)
                {
                    int tap = i / shape.Channels;
                    int y = (place / shape.SumWidth * shape.Stride) + (tap / shape.Kernel) - (shape.Kernel / 2);
                    int x = (place % shape.SumWidth * shape.Stride) + (tap % shape.Kernel) - (shape.Kernel / 2);
                    bool isInside = y >= 0 && y < shape.Height && x >= 0 && x < shape.Width;
                    sum += row[i] * (isInside ? input[(((y * shape.Width) + x) * shape.Channels) + (i % shape.Channels)] : outside);
                }

                signs[(place * shape.Units) + unit] = (sbyte)(sum < 0 ? -1 : 1);
            }
        }
    }

    private static void Pool(LayerShape shape, ReadOnlySpan<sbyte> signs, Span<sbyte> output)
    {
        if (!shape.Pools)
        {
            signs.CopyTo(output);
            return;
        }

        for (int i = 0; i < output.Length; i++)
        {
            int place = i / shape.Units, unit = i % shape.Units;
            int corner = (((place / shape.OutputWidth * 2 * shape.SumWidth) + (place % shape.OutputWidth * 2)) * shape.Units) + unit;
            int below = corner + (shape.SumWidth * shape.Units);
            output[i] = Math.Max(Math.Max(signs[corner], signs[corner + shape.Units]), Math.Max(signs[below], signs[below + shape.Units]));
        }
    }
}
