using Agent.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace Agent.Tests.Telemetry;

public sealed class OutboxTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Messages_leave_in_the_order_they_came()
    {
        Outbox outbox = Of(messages: 10, bytes: 100, Message(1), Message(2), Message(3));
        Assert.Equal([1, 2, 3], Drain(outbox));
    }

    [Fact]
    public void Without_room_crops_go_first_then_reports_then_updates_then_the_oldest_event()
    {
        Outbox outbox = Of(
            messages: 6, bytes: 100,
            Message(1, OutboxRank.Event), Message(2, OutboxRank.Update), Message(3, OutboxRank.Report),
            Message(4, OutboxRank.Crop), Message(5, OutboxRank.Crop), Message(6, OutboxRank.Update));
        long[] gone = [4, 5, 3, 2, 6, 1];
        for (int i = 0; i < gone.Length; i++)
            outbox.Put(Message(7 + i, OutboxRank.Event));
        Assert.Equal(6, outbox.Ledger.DroppedNoRoom);
        Assert.Equal([7, 8, 9, 10, 11, 12], Drain(outbox));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 5)]
    [InlineData(3, 3)]
    [InlineData(4, 2)]
    [InlineData(5, 6)]
    [InlineData(6, 1)]
    public void The_order_of_going_is_by_rank_then_by_age(int newcomers, int lastToGo)
    {
        Outbox outbox = Of(
            messages: 6, bytes: 100,
            Message(1, OutboxRank.Event), Message(2, OutboxRank.Update), Message(3, OutboxRank.Report),
            Message(4, OutboxRank.Crop), Message(5, OutboxRank.Crop), Message(6, OutboxRank.Update));
        for (int i = 0; i < newcomers - 1; i++)
            outbox.Put(Message(7 + i, OutboxRank.Event));
        List<long> before = Peek(outbox);
        outbox.Put(Message(99, OutboxRank.Event));
        Assert.Equal(lastToGo, Assert.Single(before.Except(Peek(outbox))));
    }

    [Fact]
    public void A_crop_that_finds_only_events_is_itself_given_up()
    {
        Outbox outbox = Of(messages: 1, bytes: 100, Message(1), Message(2, OutboxRank.Crop));
        Assert.Equal([1], Drain(outbox));
        Assert.Equal(1, outbox.Ledger.DroppedNoRoom);
    }

    [Fact]
    public void Bytes_are_bounded_as_messages_are()
    {
        Outbox outbox = Of(messages: 10, bytes: 10, Message(1, size: 6), Message(2, size: 6), Message(3, size: 11));
        Assert.Equal((1, 1), (outbox.Ledger.DroppedNoRoom, outbox.Ledger.DroppedTooLarge));
        Assert.Equal(6, outbox.Ledger.Bytes);
        Assert.Equal([2], Drain(outbox));
        Assert.Equal(0, outbox.Ledger.Bytes);
    }

    [Fact]
    public void A_message_in_flight_keeps_its_room_and_comes_back_first_as_no_news()
    {
        Outbox outbox = Of(messages: 2, bytes: 100, Message(1), Message(2));
        Assert.True(outbox.TryTake(out OutboxMessage? flying));
        Assert.False(flying.IsReplayOn(session: 1));
        outbox.Put(Message(3));
        Assert.Equal((1, 1, 1), (outbox.Ledger.InFlight, outbox.Ledger.Queued, outbox.Ledger.DroppedNoRoom));
        outbox.Return();
        Assert.True(outbox.TryTake(out OutboxMessage? again));
        Assert.Equal((1, 1, true), (again.Seq, again.Attempts, again.IsReplayOn(session: 1)));
    }

    [Fact]
    public void A_message_of_an_earlier_connection_or_of_none_is_no_news()
    {
        Assert.True((Message(1) with { Session = 0 }).IsReplayOn(1));
        Assert.True((Message(1) with { Session = 1 }).IsReplayOn(2));
        Assert.False((Message(1) with { Session = 2 }).IsReplayOn(2));
    }

    [Fact]
    public void What_is_too_old_is_not_sent_but_counted()
    {
        Outbox outbox = Of(messages: 10, bytes: 100, Message(1) with { Lifetime = TimeSpan.FromMinutes(1) }, Message(2));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, outbox.Ledger.Expired);
        Assert.Equal(TimeSpan.FromSeconds(59), outbox.OldestWaiting);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 1), (outbox.Ledger.Expired, outbox.Ledger.Queued));
        Assert.Equal([2], Drain(outbox));
        Assert.Null(outbox.OldestWaiting);
    }

    [Fact]
    public void A_clock_set_anew_ages_nothing()
    {
        JumpingClock clock = new();
        Outbox outbox = new(new OutboxOptions(), clock);
        outbox.Put(Message(1));
        clock.Now = clock.Now.AddYears(56);
        Assert.Equal(1, outbox.Ledger.Queued);
    }

    [Fact]
    public void A_second_message_is_not_taken_before_the_first_is_settled()
    {
        Outbox outbox = Of(messages: 10, bytes: 100, Message(1), Message(2));
        Assert.True(outbox.TryTake(out _));
        Assert.Throws<InvalidOperationException>(() => outbox.TryTake(out _));
        outbox.Acknowledge();
        Assert.Throws<InvalidOperationException>(outbox.Acknowledge);
    }

    internal static OutboxMessage Message(long seq, OutboxRank rank = OutboxRank.Event, int size = 1) => new()
    {
        Topic = "t",
        Schema = "s",
        Payload = new byte[size],
        Rank = rank,
        Seq = seq,
        Lifetime = TimeSpan.FromHours(1),
        Session = 1,
    };

    private static List<long> Drain(Outbox outbox)
    {
        List<long> seqs = [];
        while (outbox.TryTake(out OutboxMessage? message))
        {
            seqs.Add(message.Seq);
            outbox.Acknowledge();
        }

        return seqs;
    }

    // Taking all and returning them needs one flight at a time, so a copy is drained by sequence and put back.
    private static List<long> Peek(Outbox outbox)
    {
        List<OutboxMessage> all = [];
        while (outbox.TryTake(out OutboxMessage? message))
        {
            all.Add(message);
            outbox.Acknowledge();
        }

        all.ForEach(outbox.Put);
        return [.. all.Select(message => message.Seq)];
    }

    private Outbox Of(int messages, long bytes, params OutboxMessage[] content)
    {
        Outbox outbox = new(new OutboxOptions { Messages = messages, Bytes = bytes }, _time);
        foreach (OutboxMessage message in content)
            outbox.Put(message);
        return outbox;
    }

    /// <summary>A board without a clock of its own, when the network tells it the year.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => 1;
    }
}
