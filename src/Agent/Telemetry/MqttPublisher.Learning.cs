using System.Text.Json;

namespace Agent.Telemetry;

/// <content>What a board that learns hears and says.</content>
public sealed partial class MqttPublisher
{
    private long _learns;
    private long _answers;

    /// <summary>Subscribes to labels and commands on each connection.</summary>
    /// <param name="received">Called for each, on the thread that reads from the broker: must not block, nor throw.</param>
    /// <exception cref="InvalidOperationException">The publisher was started before.</exception>
    internal void Listen(Action<MqttRequest> received)
    {
        lock (_lock)
        {
            if (_running is not null)
                throw new InvalidOperationException("the publisher was started before it was told who listens");
            _context.Requests = received;
        }
    }

    /// <summary>Sets topic <c>learn/patch</c>.</summary>
    /// <param name="patch">What the serving weights differ in from the shipped ones, an envelope of docs/patch-format.md; null: in nothing, the topic
    /// is emptied. Owned by the publisher from here on.</param>
    public void SetPatch(byte[]? patch) => Set(Topics.Patch, "vigie.patch.v1", _ => patch ?? [], Packets.Binary);

    /// <summary>Puts the figures of learning into the outbox.</summary>
    /// <param name="message">Sequence number and boot are filled in.</param>
    public void Send(LearnMessage message) => Put(ref _learns, Topics.Learn, "vigie.learn.v1", OutboxRank.Report, _context.Options.ReportLifetime, seq =>
        JsonSerializer.SerializeToUtf8Bytes(message with { Seq = seq, Boot = _context.Boot.Id }, Messages.Default.LearnMessage));

    /// <summary>Puts the answer to a label into the outbox.</summary>
    internal void Answer(LabelAnswerMessage message, AnswerAddress to) =>
        Answer("vigie.label-answer.v1", JsonSerializer.SerializeToUtf8Bytes(message, Messages.Default.LabelAnswerMessage), to);

    /// <summary>Puts the answer to a command into the outbox.</summary>
    internal void Answer(CommandAnswerMessage message, AnswerAddress to) =>
        Answer("vigie.command-answer.v1", JsonSerializer.SerializeToUtf8Bytes(message, Messages.Default.CommandAnswerMessage), to);

    /// <summary>Says what people should know of a request.</summary>
    internal void Say(string text) => _context.Notices.Say(PublisherNoticeKind.Request, text);

    private void Answer(string schema, byte[] json, AnswerAddress to)
    {
        lock (_lock)
        {
            string topic = to.Topic ?? Topics.LabelAnswer;
            long seq = topic == Topics.LabelAnswer ? ++_answers : 0;
            OutboxMessage waiting = Waiting(topic, schema, json, OutboxRank.Report, seq, _context.Options.AnswerLifetime);
            _context.Outbox.Put(waiting with { Correlation = to.Correlation });
        }

        _context.Wake.Set();
    }
}
