using Inference;
using Inference.Format;

namespace Optimizers.Gradient;

/// <summary>The float network that a recipe describes: shared parameters and, for each shard, layers with buffers of their own.</summary>
internal sealed class TrainingNetwork
{
    /// <summary>Parts of a batch that run side by side; a constant, so that results do not depend on the machine.</summary>
    public const int Shards = 2;

    private readonly Recipe _recipe;
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
        Random random = new((int)(seed ^ (seed >> 32)));
        int samples = recipe.Training.Batch / Shards;
        for (int shard = 0; shard < Shards; shard++)
            Build(shard, samples, random);
        Parameters = [.. _convolutions.SelectMany(c => c.All), .. _exits.SelectMany(e => e.All)];
        Refresh();
    }

    /// <summary>Everything the optimizer changes.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The normalisations, for their running moments.</summary>
    public IEnumerable<BatchNorm> Norms => _convolutions.Select(c => c.Norm);

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

    /// <summary>To be called when the parameters have changed.</summary>
    public void Refresh() => Parallel.ForEach(_convolutions, c => c.Refresh());

    /// <summary>The network as the engine runs it.</summary>
    public NetworkDefinition Export()
    {
        List<StageDefinition> stages = [];
        int next = 0;
        for (int stage = 0; stage < _exits.Count; stage++)
        {
            List<LayerDefinition> layers = stage == 0 ? [new StandardizeDefinition(_recipe.MinimumDeviation)] : [];
            for (; next <= _exitLayer[stage]; next++)
                layers.Add(_layers[0][next].Export());
            int threshold = (int)Math.Round(_recipe.Stages[stage].Exit.Threshold * 65536);
            stages.Add(new StageDefinition(layers, _heads[0][stage].Export(threshold)));
        }

        return new NetworkDefinition(
            _recipe.Name, new InputShape(_recipe.Height, _recipe.Width, _recipe.Channels), _recipe.Classes, stages, ExitPolicyKind.Top1, _recipe.Notes);
    }

    private void Build(int shard, int samples, Random random)
    {
        List<TrainingLayer> layers = [];
        List<ExitHead> heads = [];
        Volume shape = new(_recipe.Height, _recipe.Width, _recipe.Channels);
        int convolution = 0;
        for (int stage = 0; stage < _recipe.Stages.Length; stage++)
        {
            foreach (LayerRecipe plan in _recipe.Stages[stage].Layers)
            {
                string name = $"stage{stage + 1}.layer{layers.Count + 1}";
                if (layers.Count == 0 && plan.Kind != "byte_conv")
                    throw new RecipeException($"{name}: found {plan.Kind} as the first layer, expected byte_conv");
                if (plan.Kind is "byte_conv" or "binary_residual" && shard == 0)
                    _convolutions.Add(Convolve(plan, shape, name, layers.Count == 0, random));
                layers.Add(plan.Kind switch
                {
                    "byte_conv" => new FirstLayer(_convolutions[convolution++], shape, plan.Kernel, plan.Stride, shard, samples),
                    "binary_residual" => new ResidualLayer(_convolutions[convolution++], shape, shard, samples),
                    "max_pool" => new PoolLayer(PoolKind.Max, shape, samples),
                    "average_pool" => new PoolLayer(PoolKind.Average, shape, samples),
                    _ => throw new RecipeException($"{name}: found kind \"{plan.Kind}\", expected byte_conv, binary_residual, max_pool or average_pool"),
                });
                shape = layers[^1].Output;
            }

            if (layers.Count == 0)
                throw new RecipeException($"stage{stage + 1}: found no layers, expected at least the first convolution");
            if (shard == 0)
            {
                _exits.Add(new ExitParameters($"stage{stage + 1}.exit", shape, _recipe.Stages[stage].Exit.Grid, _recipe.Classes.Length));
                _exitLayer.Add(layers.Count - 1);
            }

            heads.Add(new ExitHead(_exits[stage], shape, shard));
        }

        _layers[shard] = [.. layers];
        _heads[shard] = [.. heads];
    }

    private static LayerParameters Convolve(LayerRecipe plan, Volume shape, string name, bool isFirst, Random random)
    {
        bool isSign = plan.Kind == "binary_residual";
        if (isSign == isFirst)
            throw new RecipeException($"{name}: found {plan.Kind}, expected byte_conv as the first layer and nowhere else");
        if (plan.Channels < 16 || plan.Channels % 16 != 0 || (isSign && plan.Channels % shape.Channels != 0))
            throw new RecipeException($"{name}: found {plan.Channels} channels, expected a multiple of 16" + (isSign ? $" and of the {shape.Channels} before it" : ""));
        if (plan.Kernel is not (1 or 3 or 5 or 7) || (isSign && plan.Kernel > 3))
            throw new RecipeException($"{name}: found kernel {plan.Kernel}, expected 1 or 3" + (isSign ? "" : ", 5 or 7"));
        return isSign
            ? new LayerParameters(name, shape.Channels, plan.Kernel, plan.Channels, true, 0.5f, random)
            : new LayerParameters(name, FirstLayer.PatchColumns(plan.Kernel, shape.Channels), 1, plan.Channels, false, 1, random);
    }
}
