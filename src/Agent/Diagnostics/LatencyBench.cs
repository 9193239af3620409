using System.Diagnostics;
using Inference;
using Inference.Kernels;

namespace Agent.Diagnostics;

/// <summary>Times each layer and exit of a network on this board, on the thread that calls.</summary>
internal sealed class LatencyBench
{
    private readonly Network _network;
    private readonly Workspace _workspace;
    private readonly NetworkStep[] _steps;
    private readonly byte[] _picture;

    /// <param name="network">What to time.</param>
    public LatencyBench(Network network)
    {
        _network = network;
        _workspace = network.CreateWorkspace();
        _steps = [.. network.Steps()];

        // No kernel branches on its data, so any picture will do; the seed keeps it the same.
        _picture = new byte[network.Input.Length];
        new Random(1).NextBytes(_picture);
    }

    /// <summary>Runs the network many times.</summary>
    /// <param name="warmUp">Runs that are not timed: the JIT and the clock of the core settle.</param>
    /// <param name="runs">Runs that are.</param>
    /// <param name="token">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public BenchReport Measure(int warmUp, int runs, CancellationToken token)
    {
        long[] times = new long[_steps.Length * runs];
        for (int run = 0; run < warmUp; run++)
            Time(times, 0, runs, token);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < runs; run++)
            Time(times, run, runs, token);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return Report(times, runs, allocated);
    }

    /// <summary>One run; the time of step s stands at [s][run].</summary>
    private void Time(long[] times, int run, int runs, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        _network.Load(_picture, _workspace);
        long last = Stopwatch.GetTimestamp();
        for (int step = 0; step < _steps.Length; step++)
        {
            _steps[step].Run(_workspace);
            long now = Stopwatch.GetTimestamp();
            times[step * runs + run] = (now - last) * (1_000_000_000 / Stopwatch.Frequency);
            last = now;
        }
    }

    private BenchReport Report(long[] times, int runs, long allocated)
    {
        KernelSet set = KernelCatalog.All.First(set => set.Name == _network.KernelSet);
        return new BenchReport(
            _network.Definition.Name,
            _network.Hash,
            Board.Name(),
            set.Name,
            set.Reason,
            KernelCatalog.All.ToDictionary(other => other.Name, other => other.IsSupported),
            runs,
            allocated,
            _workspace.Bytes,
            Exits(times, runs),
            [.. _steps.Select((step, index) => new BenchLayer(
                step.Place,
                step.Kind,
                step.Kernel,
                step.Output?.ToString() ?? "",
                step.Macs,
                BenchTime.Of(times.AsSpan(index * runs, runs), step.Macs)))]);
    }

    /// <summary>Sums of the steps up to each exit, run by run.</summary>
    private List<BenchExit> Exits(long[] times, int runs)
    {
        List<BenchExit> exits = [];
        long[] until = new long[runs];
        for (int step = 0; step < _steps.Length; step++)
        {
            for (int run = 0; run < runs; run++)
                until[run] += times[step * runs + run];
            if (_steps[step].Exit is > 0 and int exit)
            {
                long macs = _network.CascadeMacs(exit);
                exits.Add(new BenchExit(exit, macs, BenchTime.Of(until, macs)));
            }
        }

        return exits;
    }
}
