using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Agent.Telemetry;

namespace Agent.Learning;

/// <summary>
/// What came of the latest commands: QoS 1 may deliver one twice, and two reverts are not one. The second gets the answer of the first, and is
/// not obeyed. Kept for as long as <see cref="CommandTime"/> could let it pass again. One thread at a time.
/// </summary>
internal sealed class RecentCommands
{
    /// <summary>Most that are kept; with so many no other is obeyed.</summary>
    public const int Most = 256;

    private static readonly TimeSpan Kept = 2 * CommandTime.Most + TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, (CommandAnswerMessage Answer, long At)> _answers = [];
    private readonly TimeProvider _time;

    /// <summary>None so far.</summary>
    public RecentCommands(TimeProvider time) => _time = time;

    /// <summary>Whether no other can be kept.</summary>
    public bool IsFull
    {
        get
        {
            foreach (string key in _answers.Where(kept => _time.GetElapsedTime(kept.Value.At) > Kept).Select(kept => kept.Key).ToArray())
                _answers.Remove(key);
            return _answers.Count >= Most;
        }
    }

    /// <summary>By what a command is known again: everything in it.</summary>
    public static string KeyOf(MqttRequest request) => string.Join(
        '\n', request.Topic, request.ReplyTo, Convert.ToHexString(request.Correlation ?? []), request.Time, Convert.ToHexString(SHA256.HashData(request.Payload)));

    /// <summary>The answer to a command that was obeyed before.</summary>
    public bool TryFind(string key, [NotNullWhen(true)] out CommandAnswerMessage? answer)
    {
        bool isKnown = _answers.TryGetValue(key, out (CommandAnswerMessage Answer, long At) kept);
        answer = isKnown ? kept.Answer : null;
        return isKnown;
    }

    /// <summary>Keeps the answer to a command.</summary>
    public void Keep(string key, CommandAnswerMessage answer) => _answers[key] = (answer, _time.GetTimestamp());
}
