using Inference;
using Inference.Format;
using Optimizers.Chains.Stages;

namespace Optimizers.Gradient;

/// <summary>The float network that a recipe describes: shared parameters and, for each shard, layers with buffers of their own.</summary>
internal sealed class TrainingNetwork
{
    /// <summary>Parts of a batch that run side by side; a constant, so that results do not depend on the machine.</summary>
    public const int Shards = 2;

    private readonly Recipe _recipe;
    private readonly bool _isFloat;
    private readonly IReadOnlyList<StageShape>? _signs;
    private readonly PruningSchedule _schedule;
    private readonly List<LayerParameters> _convolutions = [];
    private readonly List<ExitParameters> _exits = [];
    private readonly List<int> _exitLayer = [];
    private readonly TrainingLayer[][] _layers = new TrainingLayer[Shards][];
    private readonly ExitHead[][] _heads = new ExitHead[Shards][];

    /// <summary>Builds the network.</summary>
    /// <exception cref="RecipeException">The recipe's layers do not fit together.</exception>
    public TrainingNetwork(Recipe recipe, ulong seed)
    {
        _recipe = recipe;
        _isFloat = recipe.Stages.SelectMany(stage => stage.Layers).Any(layer => layer.Kind == "float_conv");
        _signs = SignShapes.Suits(recipe) ? SignShapes.Of(recipe) : null;
        if (recipe.Pruning is { } pruning)
            _schedule = PruningSchedule.Of(pruning, recipe.Training.Steps);
        Random random = new((int)(seed ^ (seed >> 32)));
        int samples = recipe.Training.Batch / Shards;
        for (int shard = 0; shard < Shards; shard++)
            Build(shard, samples, random);
        Masks = [.. _convolutions.Select(c => c.Mask).OfType<BlockMask>()];
        Parameters = [.. _convolutions.SelectMany(c => c.All), .. _exits.SelectMany(e => e.All)];
        Refresh();
    }

    /// <summary>Everything the optimizer changes.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The normalisations, for their running moments.</summary>
    public IEnumerable<BatchNorm> Norms => _convolutions.Select(c => c.Norm);

    /// <summary>Which weights are kept at 0; one a pruned layer.</summary>
    public IReadOnlyList<BlockMask> Masks { get; }

    /// <summary>Exits.</summary>
    public int Exits => _exits.Count;

    /// <summary>Loss and right answers of an exit in a shard's last <see cref="Run"/>.</summary>
    public (double Loss, int Correct) Result(int shard, int exit) => (_heads[shard][exit].Loss, _heads[shard][exit].Correct);

    /// <summary>Forward and backward over the samples of one shard; gradients are those of this call alone.</summary>
    public void Run(int shard, float[] input, ReadOnlySpan<int> labels)
    {
        foreach (Parameter parameter in Parameters)
            Array.Clear(parameter.Gradients[shard]);
        TrainingLayer[] layers = _layers[shard];
        float[] values = input;
        foreach (TrainingLayer layer in layers)
        {
            layer.Forward(values, labels.Length);
            Array.Clear(layer.Gradient);
            values = layer.Values;
        }

        for (int exit = 0; exit < _exits.Count; exit++)
        {
            TrainingLayer layer = layers[_exitLayer[exit]];
            _heads[shard][exit].Run(layer.Values, layer.Gradient, labels, _recipe.Stages[exit].Exit.LossWeight / _recipe.Training.Batch,
                _recipe.Training.LabelSmoothing);
        }

        for (int i = layers.Length - 1; i >= 0; i--)
            layers[i].Backward(i == 0 ? input : layers[i - 1].Values, i == 0 ? null : layers[i - 1].Gradient, labels.Length);
    }

    /// <summary>Keeps pruned weights at 0 and prunes more of them when it is time; to be called after each change of the parameters.</summary>
    /// <param name="steps">Steps done.</param>
    public void Prune(int steps)
    {
        bool isDue = _schedule.IsDue(steps);
        double share = _schedule.Share(steps);
        foreach (BlockMask mask in Masks)
        {
            if (isDue)
                mask.Shrink(share);
            mask.Apply();
        }
    }

    /// <summary>To be called when the parameters have changed.</summary>
    public void Refresh() => Parallel.ForEach(_convolutions, c => c.Refresh());

    /// <summary>The network as the engine runs it.</summary>
    public NetworkDefinition Export()
    {
        if (_signs is not null)
            return SignExport.Network(_recipe, ExportStages());
        List<StageDefinition> stages = [];
        int next = 0, number = 0;
        for (int stage = 0; stage < _exits.Count; stage++)
        {
            List<LayerDefinition> layers = [];
            if (stage == 0)
                layers.Add(new StandardizeDefinition(_recipe.MinimumDeviation));
            if (stage == 0 && _isFloat)
                layers.Add(FloatExport.Input(_recipe.Channels));
            for (; next <= _exitLayer[stage]; next++)
                layers.AddRange(_layers[0][next].Export(number + layers.Count));
            number += layers.Count;
            int threshold = (int)Math.Round(_recipe.Stages[stage].Exit.Threshold * 65536);
            stages.Add(new StageDefinition(layers, _heads[0][stage].Export(threshold)));
        }

        Dictionary<string, string> notes = new(_recipe.Notes);
        if (Masks.Count > 0)
            notes["zeros"] = FloatExport.Zeros(stages.SelectMany(stage => stage.Layers));
        return new NetworkDefinition(
            _recipe.Name, new InputShape(_recipe.Height, _recipe.Width, _recipe.Channels), _recipe.Classes, stages, ExitPolicyKind.Top1, notes);
    }

    /// <summary>The weights of a network of signs, one entry a stage.</summary>
    /// <exception cref="InvalidOperationException">The network is of another kind.</exception>
    public IReadOnlyList<StageWeights> ExportStages()
    {
        if (_signs is null)
            throw new InvalidOperationException("not a network of sign_conv and sign_dense");
        LayerParameters[] layers = [.. _convolutions];
        List<StageWeights> stages = [];
        for (int stage = 0, next = 0; stage < _signs.Count; next += _signs[stage++].Layers.Count)
            stages.Add(SignFolding.Weights(_signs[stage], layers.AsSpan(next, _signs[stage].Layers.Count), _exits[stage]));
        return stages;
    }

    private void Build(int shard, int samples, Random random)
    {
        List<TrainingLayer> layers = [];
        List<ExitHead> heads = [];
        Volume shape = new(_recipe.Height, _recipe.Width, _recipe.Channels);
        int convolution = 0;
        for (int stage = 0; stage < _recipe.Stages.Length; stage++)
        {
            foreach (LayerShape layer in _signs?[stage].Layers ?? [])
            {
                if (shard == 0)
                    _convolutions.Add(SignLayer.Parameters(layer, $"stage{stage + 1}.layer{layers.Count + 1}", layers.Count == 0, random));
                layers.Add(new SignLayer(_convolutions[convolution++], layer, _signs![stage].TakesBytes && layers.Count == 0, shard, samples));
                shape = layers[^1].Output;
            }

            foreach (LayerRecipe layer in _signs is null ? _recipe.Stages[stage].Layers : [])
            {
                LayerPlan plan = new(layer, shape, $"stage{stage + 1}.layer{layers.Count + 1}", layers.Count == 0, _isFloat);
                if (plan.IsFirst && !plan.IsConvolution)
                    throw new RecipeException($"{plan.Name}: found {layer.Kind} as the first layer, expected byte_conv or float_conv");
                if (plan.IsConvolution && shard == 0)
                    _convolutions.Add(plan.Parameters(_recipe.Pruning, random));
                layers.Add(plan.Layer(plan.IsConvolution ? _convolutions[convolution++] : null, shard, samples));
                shape = layers[^1].Output;
            }

            if (layers.Count == 0)
                throw new RecipeException($"stage{stage + 1}: found no layers, expected at least the first convolution");
            if (shard == 0)
            {
                _exits.Add(new ExitParameters(
                    $"stage{stage + 1}.exit", shape, _recipe.Stages[stage].Exit.Grid, _recipe.Classes.Length, _isFloat, _signs is not null));
                _exitLayer.Add(layers.Count - 1);
            }

            heads.Add(new ExitHead(_exits[stage], shape, shard));
        }

        _layers[shard] = [.. layers];
        _heads[shard] = [.. heads];
    }
}
