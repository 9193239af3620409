using Agent.Tracking;

namespace Agent.Pipeline;

/// <summary>Hears of an event.</summary>
/// <param name="eventId">Its id.</param>
/// <param name="news">What happened.</param>
/// <param name="view">The best view of it; valid during the call.</param>
internal delegate void Told(string eventId, in TrackEvent news, BestView view);
