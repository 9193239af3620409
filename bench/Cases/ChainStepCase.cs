using Benchmarks.Racing;
using Inference;
using Inference.Kernels;
using Optimizers.Chains.Stages;

namespace Benchmarks.Cases;

/// <summary>
/// Steps of a chain with all that belongs to them (visits, random numbers, early rejection, commits) on 784 binarised pixels, 128 units and 10 classes
/// over 5,000 samples, against the engine run over the same samples once a step.
/// </summary>
/// <remarks>λ is 15 times that of <c>models/recipes/mnist-dense.json</c>, which is over twelve times as many samples.</remarks>
internal sealed class ChainStepCase : ICase
{
    private const int Samples = 5000;
    private const int Counted = 50_000;

    /// <summary>Steps of one run, about five visits.</summary>
    private const int Run = 1000;

    private const string Recipe =
        """
        {
          "name": "bench", "height": 28, "width": 28, "classes": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
          "stages": [
            { "layers": [{ "kind": "binarize", "level": 128 }, { "kind": "sign_dense", "units": 128 }], "exit": { "grid": 1, "logit_scale": 8192 } }
          ],
          "chain": { "steps": 400000, "lambda_start": 2.4, "lambda": 12, "moves_per_visit": 200, "exit_share": 0.03, "exit_moves_per_visit": 20 }
        }
        """;

    /// <inheritdoc/>
    public string Name => "chain-steps 785-128-10";

    /// <inheritdoc/>
    public Race Prepare()
    {
        SignTask task = new(Recipe, Samples);
        KernelSet portable = KernelCatalog.Choose("portable"), fast = KernelCatalog.Choose();
        EngineRisk portableWhole = EngineRisk.Whole(new Network(task.Definition, portable), task.Pictures, task.Labels);
        EngineRisk portableLast = task.LastLayer(portable);
        EngineRisk whole = EngineRisk.Whole(new Network(task.Definition, fast), task.Pictures, task.Labels);
        EngineRisk last = task.LastLayer(fast);
        foreach (EngineRisk engine in (EngineRisk[])[portableWhole, portableLast, whole, last])
            task.Check(engine, Name);

        int accepted = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < Counted; step++)
            accepted += task.Chain.Step().Accepted ? 1 : 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        string note = FormattableString.Invariant(
            $"{100.0 * accepted / Counted:0.0} % accepted, {allocated} bytes allocated in {Counted} steps, mean loss {task.Chain.Risk / ((double)Losses.One * Samples):0.000}");
        void Steps()
        {
            for (int step = 0; step < Run; step++)
                task.Chain.Step();
        }

        return new Race(
            last.Macs * Samples,
            [
                new("a step of the chain", Steps, Run), portableWhole.Contender("engine, portable: whole network", 40),
                portableLast.Contender("engine, portable: last layer and exit", 200), whole.Contender("engine: whole network", 40),
                last.Contender("engine: last layer and exit", 1000),
            ],
            note);
    }
}
