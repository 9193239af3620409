namespace Agent.Telemetry;

/// <summary>Hands notices on, and the same trouble only once an hour: a broker away for a week is not ten thousand lines.</summary>
internal sealed class NoticeLog
{
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<PublisherNotice, long> _said = [];
    private readonly Action<PublisherNotice> _sink;
    private readonly TimeProvider _time;

    /// <summary>Makes a log.</summary>
    public NoticeLog(Action<PublisherNotice> sink, TimeProvider time) => (_sink, _time) = (sink, time);

    /// <summary>Says it, unless it was said within the hour.</summary>
    public void Say(PublisherNoticeKind kind, string text)
    {
        PublisherNotice notice = new(kind, text);
        lock (_lock)
        {
            if (kind == PublisherNoticeKind.Connected)
                _said.Clear();
            else if (_said.TryGetValue(notice, out long at) && _time.GetElapsedTime(at) < Quiet)
                return;
            if (_said.Count >= 100)
                _said.Clear();
            _said[notice] = _time.GetTimestamp();
        }

        try
        {
            _sink(notice);
        }
        catch (Exception)
        {
            // A log that fails must not take the publisher with it, and there is nowhere left to say so.
        }
    }
}
