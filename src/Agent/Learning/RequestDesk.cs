using System.Threading.Channels;
using Agent.Telemetry;
using Optimizers.Learning.Memory;

namespace Agent.Learning;

/// <summary>
/// Answers labels and commands that come over MQTT: takes them from the broker's thread into a bounded queue, asks the learner, and posts what it
/// says. Everything is answered that says where to; nothing that is sent ends the process.
/// </summary>
internal sealed class RequestDesk : IAsyncDisposable
{
    /// <summary>Most requests that wait.</summary>
    public const int Places = 64;

    private const long MostWaitingBytes = 2 * MqttRequest.MostBytes;
    private readonly Channel<MqttRequest> _queue = Channel.CreateBounded<MqttRequest>(new BoundedChannelOptions(Places) { SingleReader = true });
    private readonly ILearner _learner;
    private readonly MqttPublisher _publisher;
    private readonly CommandBook _commands;
    private readonly TimeProvider _time;
    private readonly bool _acceptsBoards;
    private readonly Task _working;
    private volatile bool _isEnding;
    private long _waitingBytes;
    private long _labelsAccepted;
    private long _labelsRefused;

    /// <summary>Opens the desk; before the publisher is started.</summary>
    /// <param name="learner">Who is asked.</param>
    /// <param name="publisher">Who brings requests and takes answers.</param>
    /// <param name="trust">Whose patches are applied. The desk does not dispose of it.</param>
    /// <param name="acceptsBoards">Whether other boards may label.</param>
    /// <param name="time">The board's clock.</param>
    public RequestDesk(ILearner learner, MqttPublisher publisher, PatchTrust trust, bool acceptsBoards, TimeProvider time)
    {
        (_learner, _publisher, _acceptsBoards, _time) = (learner, publisher, acceptsBoards, time);
        _commands = new CommandBook(learner, publisher, trust, time);
        publisher.Listen(Take);
        _working = Task.Run(WorkAsync);
    }

    /// <summary>What became of labels and commands so far.</summary>
    public RequestCounts Counts => new(
        Interlocked.Read(ref _labelsAccepted), Interlocked.Read(ref _labelsRefused), _commands.Done, _commands.Refused, _commands.Unanswered);

    /// <summary>Answers what waits with a no and ends; before the publisher is stopped, which sends the answers.</summary>
    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        _queue.Writer.TryComplete();
        await _working.ConfigureAwait(false);
    }

    /// <summary>On the broker's thread.</summary>
    private void Take(MqttRequest request)
    {
        int most = IsLabel(request) ? LabelReading.MostBytes : _commands.MostBytes(request);
        if (request.PayloadBytes > most)
            request = request with { Payload = [] };
        long waiting = Interlocked.Add(ref _waitingBytes, request.Payload.Length);
        if (waiting <= MostWaitingBytes && _queue.Writer.TryWrite(request))
            return;
        Interlocked.Add(ref _waitingBytes, -request.Payload.Length);
        Refuse(request, _isEnding ? "the agent ends; ask again when it is back" : $"busy: found {Places} requests or {MostWaitingBytes >> 20} MiB waiting, expected fewer; ask again later");
    }

    private async Task WorkAsync()
    {
        await foreach (MqttRequest request in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            Interlocked.Add(ref _waitingBytes, -request.Payload.Length);
            try
            {
                if (_isEnding)
                    Refuse(request, "the agent ends; ask again when it is back");
                else if (IsLabel(request))
                    await LabelAsync(request).ConfigureAwait(false);
                else
                    await _commands.AnswerAsync(request).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                // A defect of ours: it is said, and the next is served.
                _publisher.Say($"a request made the learner fail: {fault.GetType().Name}: {fault.Message}");
                Refuse(request, $"the learner failed: {fault.Message}");
            }
        }
    }

    private bool IsLabel(MqttRequest request) => request.Topic == _publisher.Topics.Label;

    private void Refuse(MqttRequest request, string reason)
    {
        if (IsLabel(request))
            Answer(request, LabelReading.Of(request.Payload), new LabelAnswer(false, reason, 0), wasAsked: false);
        else
            _commands.Refuse(request, reason);
    }

    private async Task LabelAsync(MqttRequest request)
    {
        LabelReading reading = LabelReading.Of(request.Payload);
        string fault = AnswerAddress.Fault(request, _publisher.Topics);
        if (fault.Length == 0 && request.IsRetained)
            fault = "found a retained label, expected one that the broker does not keep";
        if (fault.Length == 0 && request.PayloadBytes > LabelReading.MostBytes)
            fault = $"found {request.PayloadBytes} bytes, expected at most {LabelReading.MostBytes}";
        if (fault.Length == 0)
            fault = reading.Fault;
        if (fault.Length == 0 && reading.Request!.Source == LabelSource.OtherBoard && !_acceptsBoards)
            fault = "found a label of another board, expected an operator's: learning.teacher is false here";
        LabelAnswer answer = fault.Length > 0
            ? new LabelAnswer(false, fault, 0) : await _learner.Label(reading.Request!).ConfigureAwait(false);
        Answer(request, reading, answer, wasAsked: fault.Length == 0);
    }

    private void Answer(MqttRequest request, LabelReading reading, LabelAnswer answer, bool wasAsked)
    {
        Interlocked.Increment(ref answer.IsAccepted ? ref _labelsAccepted : ref _labelsRefused);
        LabelAnswerMessage message = new()
        {
            EventId = reading.EventId,
            Label = reading.Label,
            Accepted = answer.IsAccepted,
            Reason = answer.Reason,
            Samples = wasAsked ? answer.Samples : null,
            Time = _time.GetUtcNow(),
        };
        bool isSound = AnswerAddress.Fault(request, _publisher.Topics).Length == 0;
        _publisher.Answer(message, isSound ? new AnswerAddress(request.ReplyTo, request.Correlation) : new AnswerAddress(null, null));
    }
}
