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
internal sealed class SceneScore(SceneTruth truth)
{
    private const double LeastShare = 0.6;
    private const int LeastSide = 16;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, int> _framesInView = [];
    private readonly Dictionary<int, int> _events = [];
    private int _false;
    private int _frames;

    /// <summary>Takes down the objects of a frame.</summary>
    public void Record(ReadOnlySpan<SceneObject> things)
    {
        lock (_lock)
        {
            _frames++;
            foreach (SceneObject thing in things)
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
            if (truth.At(news.FrameSequence, news.Box) is { } found && message.Label.Equals(found.Class.ToString(), StringComparison.OrdinalIgnoreCase))
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
                counting.Length, counting.Count(_events.ContainsKey), _false, _events.Values.Sum(count => count - 1), _frames / framesPerSecond / 60);
        }
    }
}
