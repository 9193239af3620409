using System.Diagnostics;
using System.Globalization;
using Agent.Learning;
using Agent.Pipeline;
using Agent.Tracking;
using Inference;
using Optimizers.Learning.Guarding;
using Optimizers.Learning.Memory;
using Optimizers.Learning.Rounds;
using Optimizers.Learning.Tuning;
using Sensors;
using Sensors.Cameras;
using Sensors.Simulation;

namespace Benchmarks.Learning;

/// <summary>
/// The frame path with and without a learner beside it that takes all of another core it can get, in turns over the same pictures: how long a frame takes, and what
/// the frame path allocates.
/// </summary>
internal static class FrameTrial
{
    private const int Frames = 400;

    /// <summary>Runs the trial.</summary>
    /// <param name="model">A model file.</param>
    /// <param name="rounds">Turns of each kind.</param>
    public static int Run(string model, int rounds)
    {
        Network network = Network.Read(model);
        Frame[] frames = Scene();
        EventRing ring = new(64);
        WatchLoop loop = new(new NetworkClassifier(network), ring, new WatchOptions());
        string folder = Directory.CreateTempSubdirectory("vigie-frames-").FullName;
        try
        {
            using Pupil pupil = new(network, folder);
            double[] before = new double[Frames], after = new double[Frames];
            List<double> ratios = [], medians = [];
            List<double> quiet = [], learning = [];
            Turn(loop, ring, frames, before);
            long allocated = 0;
            for (int round = 0; round < rounds; round++)
            {
                pupil.Pause();
                Turn(loop, ring, frames, before);
                pupil.Resume();
                allocated += Turn(loop, ring, frames, after);
                quiet.AddRange(before);
                learning.AddRange(after);
                ratios.Add(Quantile(after, 0.99) / Quantile(before, 0.99));
                medians.Add(Quantile(after, 0.5) / Quantile(before, 0.5));
            }

            pupil.Pause();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
                {rounds} turns of {Frames} frames each, {pupil.Steps:N0} steps of the chain beside them, {pupil.Seconds:F1} s of a core
                frame, milliseconds: p50 {Quantile(quiet, 0.5):F3} alone, {Quantile(learning, 0.5):F3} while learning; p99 {Quantile(quiet, 0.99):F3} and {Quantile(learning, 0.99):F3}
                ratio while learning / alone, median over turns: p50 {Quantile(medians, 0.5):F3}, p99 {Quantile(ratios, 0.5):F3} (quartiles {Quantile(ratios, 0.25):F3} to {Quantile(ratios, 0.75):F3})
                ratio of p99 over all turns together: {Quantile(learning, 0.99) / Quantile(quiet, 0.99):F3}
                the frame path allocated {allocated} bytes while learning
                held for the chain beyond the packed memory: {pupil.Bytes / 1024} KiB
                """));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Frame[] Scene()
    {
        using ICamera camera = CameraCatalog.Open("sim:?seed=7&fps=10&minutes=2&objects=12", new CameraOpenOptions());
        Frame[] frames = new Frame[Frames];
        for (int i = 0; i < Frames; i++)
        {
            frames[i] = new Frame();
            camera.Read(frames[i], CancellationToken.None);
        }

        return frames;
    }

    private static long Turn(WatchLoop loop, EventRing ring, Frame[] frames, double[] milliseconds)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < frames.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            loop.Process(frames[i]);
            milliseconds[i] = (Stopwatch.GetTimestamp() - start) * 1000.0 / Stopwatch.Frequency;
            while (ring.TryPeek(out _))
                ring.Release();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static double Quantile(IEnumerable<double> numbers, double share)
    {
        double[] sorted = [.. numbers.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

    /// <summary>A learner with a full memory, on a thread as the agent's, at a budget of a whole core.</summary>
    private sealed class Pupil : IDisposable
    {
        private readonly PlaceLearner _place;
        private readonly ManualResetEventSlim _runs = new(false);
        private readonly ManualResetEventSlim _stands = new(false);
        private readonly Thread _thread;
        private volatile bool _ends;

        public Pupil(Network network, string folder)
        {
            byte[][] anchors = [.. Enumerable.Range(0, 60).Select(i => Crop(network, 5_000_000 + i))];
            LearnerPlan plan = new() { Chain = new TunerPlan { Steps = long.MaxValue / 4, Keep = 1 }, Guard = new GuardPlan(network.Classes.Count, MarginPpm: 999_000, ClassMarginPpm: 999_000) };
            _place = PlaceLearner.Open(folder, network, plan, () => anchors.Select((picture, i) => new LabelledPicture(i % 3, picture)));
            for (int i = 0; i < 400; i++)
                _place.Add(Crop(network, 6_000_000 + i), (byte)(i % 3), LabelSource.Operator, $"event-{i}", i);
            _place.Run(1);
            Bytes = _place.ChainBytes;
            _thread = new Thread(Work) { IsBackground = true };
            _thread.Start();
        }

        public long Bytes { get; }

        public long Steps => _place.Status.Steps;

        public double Seconds { get; private set; }

        public void Resume()
        {
            _stands.Reset();
            _runs.Set();
        }

        public void Pause()
        {
            _runs.Reset();
            _stands.Wait();
        }

        public void Dispose()
        {
            _ends = true;
            _runs.Set();
            _thread.Join();
        }

        private static byte[] Crop(Network network, int seed)
        {
            byte[] crop = new byte[network.Input.Length];
            TrainingScenes.Render(seed, (seed % 3) switch { 0 => null, 1 => SceneClass.Person, _ => SceneClass.Vehicle }, crop, network.Input.Width);
            return crop;
        }

        private void Work()
        {
            ThreadCost.GiveWay();
            while (!_ends)
            {
                if (!_runs.IsSet)
                    _stands.Set();
                _runs.Wait();
                _place.Run(500);
                Seconds = ThreadCost.Seconds;
            }
        }
    }
}
