using Agent.Telemetry;
using Agent.Tracking;
using Sensors.Simulation;

namespace Agent.Diagnostics;

/// <summary>Compares the events of a watch with what the simulator knows to be true.</summary>
/// <remarks>
/// An object counts when it was in view for at least a second: 60 % of it visible and both sides of its box at least 16 pixels. It is
/// found when an event of its class began on it. An event is false when it began on no object of its class, and repeated when its
/// object had one already. The camera's thread writes, the reporter's reads.
/// </remarks>
internal sealed class SceneScore
{
    private const double LeastShare = 0.6;
    private const int LeastSide = 16;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, SceneObject[]> _frames = [];
    private readonly Dictionary<int, int> _framesInView = [];
    private readonly Dictionary<int, int> _events = [];
    private int _false;

    /// <summary>Takes down the truth of a frame.</summary>
    public void Record(long sequence, ReadOnlySpan<SceneObject> truth)
    {
        lock (_lock)
        {
            _frames[sequence] = truth.ToArray();
            foreach (SceneObject thing in truth)
            {
                bool isInView = thing.VisibleShare >= LeastShare && thing.Width >= LeastSide && thing.Height >= LeastSide;
                if (isInView)
                    _framesInView[thing.Id] = _framesInView.GetValueOrDefault(thing.Id) + 1;
            }
        }
    }

    /// <summary>Takes down an event.</summary>
    public void Record(EventMessage message, in TrackEvent news)
    {
        if (news.Kind != TrackEventKind.New)
            return;
        lock (_lock)
        {
            SceneObject? best = null;
            double most = 0;
            foreach (SceneObject thing in _frames.GetValueOrDefault(news.FrameSequence, []))
            {
                double overlap = Overlap(news.Box, thing);
                if (overlap > most)
                    (best, most) = (thing, overlap);
            }

            if (best is { } found && message.Label.Equals(found.Class.ToString(), StringComparison.OrdinalIgnoreCase))
                _events[found.Id] = _events.GetValueOrDefault(found.Id) + 1;
            else
                _false++;
        }
    }

    /// <summary>The comparison so far.</summary>
    /// <param name="framesPerSecond">Of the scene.</param>
    public SceneResult Result(double framesPerSecond)
    {
        lock (_lock)
        {
            int[] counting = [.. _framesInView.Where(o => o.Value >= framesPerSecond).Select(o => o.Key)];
            return new SceneResult(
                counting.Length, counting.Count(_events.ContainsKey), _false, _events.Values.Sum(count => count - 1), _frames.Count / framesPerSecond / 60);
        }
    }

    /// <summary>Common area over the smaller of the two areas: a track may hold a part of an object, or two that walk together.</summary>
    private static double Overlap(in Box box, in SceneObject thing)
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
