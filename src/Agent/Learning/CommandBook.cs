using Agent.Telemetry;

namespace Agent.Learning;

/// <summary>The commands there are, what they must keep to, and what came of them.</summary>
internal sealed class CommandBook
{
    private const int MostName = 64;
    private readonly Dictionary<string, (int MostBytes, Func<byte[], Task<CommandAnswer>> Do)> _commands;
    private readonly MqttPublisher _publisher;
    private readonly RecentCommands _recent;
    private readonly TimeProvider _time;
    private long _done;
    private long _refused;
    private long _unanswered;

    /// <summary>Makes the book.</summary>
    public CommandBook(ILearner learner, MqttPublisher publisher, PatchTrust trust, TimeProvider time)
    {
        (_publisher, _time, _recent) = (publisher, time, new RecentCommands(time));
        _commands = new()
        {
            ["patch_apply"] = (MqttRequest.MostBytes, patch => trust.FaultOf(patch) is { Length: > 0 } fault
                ? Task.FromResult(new CommandAnswer(false, fault, "")) : learner.ApplyPatch(patch)),
            ["revert"] = (0, _ => learner.Revert()),
        };
    }

    /// <summary>Commands done.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Commands answered with a reason.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Commands that could not be answered.</summary>
    public long Unanswered => Interlocked.Read(ref _unanswered);

    /// <summary>Largest payload of a command; 0 for one that does not exist.</summary>
    public int MostBytes(MqttRequest request) => _commands.GetValueOrDefault(NameOf(request)).MostBytes;

    /// <summary>Obeys a command, or says why not. One at a time.</summary>
    public async Task AnswerAsync(MqttRequest request)
    {
        string key = RecentCommands.KeyOf(request);
        string fault = FaultOf(request);
        if (fault.Length > 0 || !IsAnswerable(request))
        {
            Refuse(request, fault);
        }
        else if (_recent.TryFind(key, out CommandAnswerMessage? before))
        {
            Post(request, before);
        }
        else if (_recent.IsFull)
        {
            Refuse(request, $"busy: found {RecentCommands.Most} commands within two minutes, expected fewer; ask again later");
        }
        else
        {
            CommandAnswer answer = await _commands[NameOf(request)].Do(request.Payload).ConfigureAwait(false);
            Interlocked.Increment(ref answer.IsDone ? ref _done : ref _refused);
            CommandAnswerMessage message = Message(request, answer);
            _recent.Keep(key, message);
            Post(request, message);
        }
    }

    /// <summary>Says no. Any thread.</summary>
    public void Refuse(MqttRequest request, string reason)
    {
        if (IsAnswerable(request))
        {
            Interlocked.Increment(ref _refused);
            Post(request, Message(request, new CommandAnswer(false, reason, "")));
            return;
        }

        // Nothing of the message in the text: whoever sends many must not fill the log.
        Interlocked.Increment(ref _unanswered);
        _publisher.Say("a command was not obeyed, as nobody would learn what came of it: found no response topic, none that is answered to, or no "
            + "correlation data; expected both (docs/mqtt.md). The topic learn counts them");
    }

    private string FaultOf(MqttRequest request)
    {
        string name = NameOf(request);
        if (!_commands.TryGetValue(name, out (int MostBytes, Func<byte[], Task<CommandAnswer>> Do) command))
            return $"found the command \"{Shown(name)}\", expected one of {string.Join(", ", _commands.Keys)}";
        if (request.IsRetained)
            return "found a retained command, expected one that the broker does not keep";
        if (CommandTime.Fault(request.Time, _time.GetUtcNow()) is { Length: > 0 } old)
            return old;
        return request.PayloadBytes <= command.MostBytes ? ""
            : $"found a payload of {request.PayloadBytes} bytes, expected {(command.MostBytes == 0 ? "none" : $"at most {command.MostBytes}")}";
    }

    private bool IsAnswerable(MqttRequest request) =>
        request is { ReplyTo: not null, Correlation.Length: > 0 } && AnswerAddress.Fault(request, _publisher.Topics).Length == 0;

    private string NameOf(MqttRequest request) => request.Topic[_publisher.Topics.CommandRoot.Length..];

    private void Post(MqttRequest request, CommandAnswerMessage message) => _publisher.Answer(message, new AnswerAddress(request.ReplyTo, request.Correlation));

    private CommandAnswerMessage Message(MqttRequest request, CommandAnswer answer) => new()
    {
        Command = Shown(NameOf(request)),
        Done = answer.IsDone,
        Reason = answer.Reason,
        NetworkHash = answer.NetworkHash.Length > 0 ? answer.NetworkHash : null,
        Time = _time.GetUtcNow(),
    };

    private static string Shown(string text) => text.Length <= MostName ? text : text[..MostName] + "…";
}
