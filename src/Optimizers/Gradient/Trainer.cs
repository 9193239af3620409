using Inference;
using Inference.Format;
using Optimizers.Augmentation;
using Optimizers.Chains.Stages;

namespace Optimizers.Gradient;

/// <summary>Loss and accuracy of one exit over the last batch.</summary>
/// <param name="Loss">Mean cross entropy, nats.</param>
/// <param name="Accuracy">Share of right answers on the augmented samples.</param>
public readonly record struct ExitProgress(double Loss, double Accuracy);

/// <summary>Trains a recipe's network by gradient: shadow weights or Bop, straight-through estimator, Adam, joint loss over the exits.</summary>
/// <remarks>
/// A step depends on the recipe, the samples, the seed and the step's number alone, so a run that was stopped and resumed ends in
/// the same network as one that was not. A run by time depends on the machine too.
/// </remarks>
public sealed class Trainer
{
    private const int WarmUp = 200;
    private readonly Recipe _recipe;
    private readonly TrainingSet _set;
    private readonly Sampler _sampler;
    private readonly TrainingNetwork _network;
    private readonly Augmenter[] _augmenters;
    private readonly float[][] _inputs;
    private readonly int[][] _labels;
    private readonly ulong _seed;
    private readonly string _fingerprint;
    private readonly TrainerOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>Prepares training.</summary>
    /// <param name="recipe">Plan of the network and of the training.</param>
    /// <param name="set">Samples; not changed.</param>
    /// <param name="seed">Everything random follows from it.</param>
    /// <param name="fingerprint">Stands for the recipe and the samples: a checkpoint is taken up only under the same one.</param>
    /// <param name="options">Null: Adam, by steps.</param>
    /// <exception cref="RecipeException">The recipe makes no network or none for these options, or a class has no samples.</exception>
    public Trainer(Recipe recipe, TrainingSet set, ulong seed, string fingerprint, TrainerOptions? options = null)
    {
        if (recipe.Training.Batch < 2 || recipe.Training.Batch % TrainingNetwork.Shards != 0)
            throw new RecipeException($"batch: found {recipe.Training.Batch}, expected an even number of at least 2");
        _recipe = recipe;
        _set = set;
        _seed = seed;
        _options = options ?? new TrainerOptions();
        _clock = _options.Clock ?? TimeProvider.System;
        _fingerprint = $"{seed} {fingerprint} {_options.Rule} {_options.Limit}";
        if (_options.Limit is not null && recipe.Pruning is not null)
            throw new RecipeException("pruning: found in a run that ends by time, expected one that ends by steps, which the pruning counts");
        _sampler = new Sampler(set, recipe);
        _network = new TrainingNetwork(recipe, seed);
        if (_options.Rule == UpdateRule.Bop)
            BeginBop();
        int samples = recipe.Training.Batch / TrainingNetwork.Shards;
        int length = recipe.Height * recipe.Width * recipe.Channels;
        _augmenters = [.. Enumerable.Range(0, TrainingNetwork.Shards).Select(_ => new Augmenter(recipe))];
        _inputs = [.. Enumerable.Range(0, TrainingNetwork.Shards).Select(_ => new float[samples * length])];
        _labels = [.. Enumerable.Range(0, TrainingNetwork.Shards).Select(_ => new int[samples])];
    }

    /// <summary>Steps done.</summary>
    public int Step { get; private set; }

    /// <summary>Steps in all.</summary>
    public int Steps => _recipe.Training.Steps;

    /// <summary>Time spent in steps.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>How much of the run is done, 0 to 1.</summary>
    public double Share => _options.Limit is { } limit ? Math.Min(1, Elapsed / limit) : Step / (double)Steps;

    /// <summary>Whether the run is at its end.</summary>
    public bool IsDone => _options.Limit is { } limit ? Elapsed >= limit : Step >= Steps;

    /// <summary>Does one step.</summary>
    /// <returns>One entry an exit.</returns>
    public ExitProgress[] RunStep()
    {
        long begun = _clock.GetTimestamp();
        Parallel.For(0, TrainingNetwork.Shards, RunShard);
        foreach (BatchNorm norm in _network.Norms)
            norm.Update();
        double cosine = Rate();
        Parallel.ForEach(_network.Parameters, parameter => Update(parameter, cosine));
        Step++;
        _network.Prune(Step);
        _network.Refresh();
        ExitProgress[] progress = new ExitProgress[_network.Exits];
        for (int exit = 0; exit < progress.Length; exit++)
        {
            double loss = 0, correct = 0;
            for (int shard = 0; shard < TrainingNetwork.Shards; shard++)
            {
                (double l, int c) = _network.Result(shard, exit);
                loss += l;
                correct += c;
            }

            progress[exit] = new ExitProgress(loss / _recipe.Training.Batch, correct / _recipe.Training.Batch);
        }

        Elapsed += _clock.GetElapsedTime(begun);
        return progress;
    }

    /// <summary>The network as it is now, as the engine runs it.</summary>
    public NetworkDefinition Export() => _network.Export();

    /// <summary>The weights of a network of signs, one entry a stage; where a chain may begin.</summary>
    /// <exception cref="InvalidOperationException">The network is of another kind.</exception>
    public IReadOnlyList<StageWeights> ExportStages() => _network.ExportStages();

    /// <summary>Writes all that a resumed run needs.</summary>
    public void Save(Stream stream) => Checkpoint.Write(stream, _network, Step, Elapsed, _fingerprint);

    /// <summary>Takes up a saved run.</summary>
    /// <exception cref="InvalidDataException">Not a checkpoint, or one of another recipe, seed or set of samples.</exception>
    public void Load(Stream stream)
    {
        (Step, Elapsed) = Checkpoint.Read(stream, _network, _fingerprint);
        _network.Refresh();
    }

    private void RunShard(int shard)
    {
        int length = _recipe.Height * _recipe.Width * _recipe.Channels;
        for (int s = 0; s < _labels[shard].Length; s++)
        {
            SplitMix random = new(SplitMix.Mix(_seed, (ulong)(((long)Step * _recipe.Training.Batch) + (shard * _labels[shard].Length) + s)));
            int sample = _sampler.Draw(ref random);
            _labels[shard][s] = _set.Label(sample);
            double change = _set.Source(sample) == TrainingSet.Simulator ? _recipe.Training.SimulatedChange : 1;
            _augmenters[shard].Run(_set.Image(sample), change, ref random, _inputs[shard].AsSpan(s * length, length));
        }

        _network.Run(shard, _inputs[shard], _labels[shard]);
    }

    private void Update(Parameter parameter, double cosine)
    {
        TrainingRecipe training = _recipe.Training;
        if (_options.Rule == UpdateRule.Bop && parameter.IsSign)
        {
            Bop.Step(parameter, (float)(training.Bop.Adaptivity * cosine), training.Bop.Threshold);
            return;
        }

        float rate = (float)(training.LearningRate * Math.Min(1, (Step + 1.0) / WarmUp) * cosine);
        Adam.Step(parameter, Step, rate, training.WeightDecay);
    }

    /// <summary>What rates are multiplied by: from 1 to 0 along a cosine.</summary>
    private double Rate() => 0.5 * (1 + Math.Cos(_options.Limit is null ? Math.PI * Step / Math.Max(1, Steps) : Math.PI * Share));

    private void BeginBop()
    {
        Parameter[] signs = [.. _network.Parameters.Where(parameter => parameter.IsSign)];
        if (signs.Length == 0)
            throw new RecipeException("bop: found no binary weights in the recipe, which Bop flips; expected a binary network, or another optimizer");
        foreach (Parameter parameter in signs)
            Bop.Begin(parameter);
        _network.Refresh();
    }
}
