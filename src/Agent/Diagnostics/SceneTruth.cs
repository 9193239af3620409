using Agent.Tracking;
using Sensors.Simulation;

namespace Agent.Diagnostics;

/// <summary>What the simulator knows to be true of its latest pictures. The camera's thread writes, others read.</summary>
internal sealed class SceneTruth
{
    /// <summary>Events are told of within a second or so.</summary>
    private const int Remembered = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, SceneObject[]> _frames = [];
    private readonly Queue<long> _order = new();

    /// <summary>Takes down the truth of a picture.</summary>
    public void Record(long sequence, ReadOnlySpan<SceneObject> truth)
    {
        lock (_lock)
        {
            if (_frames.TryAdd(sequence, truth.ToArray()))
                _order.Enqueue(sequence);
            if (_order.Count > Remembered)
                _frames.Remove(_order.Dequeue());
        }
    }

    /// <summary>The object that a box of a picture holds most of; null: none, or a picture too long ago.</summary>
    public SceneObject? At(long sequence, in Box box)
    {
        lock (_lock)
        {
            SceneObject? best = null;
            double most = 0;
            foreach (SceneObject thing in _frames.GetValueOrDefault(sequence, []))
            {
                double overlap = Overlap(box, thing);
                if (overlap > most)
                    (best, most) = (thing, overlap);
            }

            return best;
        }
    }

    /// <summary>Whether the truth of a picture is still known.</summary>
    public bool Knows(long sequence)
    {
        lock (_lock)
            return _frames.ContainsKey(sequence);
    }

    /// <summary>Common area over the smaller of the two areas: a track may hold a part of an object, or two that walk together. 0 below 0.3.</summary>
    public static double Overlap(in Box box, in SceneObject thing)
    {
        int width = Math.Min(box.X + box.Width, thing.X + thing.Width) - Math.Max(box.X, thing.X);
        int height = Math.Min(box.Y + box.Height, thing.Y + thing.Height) - Math.Max(box.Y, thing.Y);
        if (width <= 0 || height <= 0)
            return 0;
        double least = Math.Min((double)box.Width * box.Height, (double)thing.Width * thing.Height);
        double overlap = width * (double)height / least;
        return overlap >= 0.3 ? overlap : 0;
    }
}
