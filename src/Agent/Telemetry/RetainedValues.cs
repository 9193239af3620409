using System.Diagnostics.CodeAnalysis;

namespace Agent.Telemetry;

/// <summary>The newest value of each retained topic, and which of them the present connection has not published yet.</summary>
/// <remarks>Thread-safe. A value set while an older one is being published is published next.</remarks>
internal sealed class RetainedValues
{
    private readonly Lock _lock = new();
    private readonly List<RetainedValue> _values = [];
    private readonly Dictionary<string, (int Session, long Seq)> _published = [];
    private readonly string _last;

    /// <summary>Makes an empty table.</summary>
    /// <param name="last">The topic published after all others: it says that they are up to date.</param>
    public RetainedValues(string last) => _last = last;

    /// <summary>Sets the value of a topic.</summary>
    public void Set(string topic, string schema, Func<int, byte[]> render, string contentType = Packets.Json)
    {
        lock (_lock)
        {
            int at = _values.FindIndex(value => value.Topic == topic);
            RetainedValue next = new(topic, schema, at < 0 ? 1 : _values[at].Seq + 1, contentType, render);
            if (at >= 0)
                _values[at] = next;
            else
                _values.Insert(topic != _last && _values.Count > 0 && _values[^1].Topic == _last ? _values.Count - 1 : _values.Count, next);
        }
    }

    /// <summary>The first value that <paramref name="session"/> has not published.</summary>
    public bool TryFindStale(int session, [NotNullWhen(true)] out RetainedValue? value)
    {
        lock (_lock)
        {
            value = _values.Find(value => _published.GetValueOrDefault(value.Topic) != (session, value.Seq));
            return value is not null;
        }
    }

    /// <summary><paramref name="value"/> was published on <paramref name="session"/>.</summary>
    public void MarkPublished(RetainedValue value, int session)
    {
        lock (_lock)
            _published[value.Topic] = (session, value.Seq);
    }
}
