using Agent.Telemetry;
using Agent.Tests.Telemetry.Support;

namespace Agent.Tests.Telemetry;

/// <summary>Brokers that go silent, refuse, drop and dawdle.</summary>
public sealed class MqttPublisherOutageTests
{
    private readonly Recorded<PublisherNotice> _notices = new();

    [Fact]
    public async Task A_broker_that_acknowledges_but_delivers_nothing_is_found_silent_by_the_echo()
    {
        await using ScriptedBroker broker = new(packet => packet.IsPublish("/echo") && packet.Connection == 1 ? Reply.None : Reply.Normal);
        PublisherOptions options = Given.Options(broker.Port) with { EchoDeadline = TimeSpan.FromMilliseconds(300) };
        await using MqttPublisher publisher = Given.Publisher(options, _notices);
        publisher.Start();
        PublisherNotice lost = await _notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.Lost);
        Assert.Contains("the link is silent: an echo did not come back within 0.3 s", lost.Text);
        await broker.Packets.FirstAsync(packet => packet.Connection == 2 && packet.IsPublish("/echo"));
    }

    [Fact]
    public async Task A_broker_that_falls_silent_while_there_is_nothing_to_say_is_found_out_too()
    {
        await using ScriptedBroker broker = new(packet =>
            packet.Connection == 1 && packet.IsPublish("/echo") && packet.Text.Contains("\"count\":3,") ? Reply.Silent : Reply.Normal);
        PublisherOptions options = Given.Options(broker.Port) with
        {
            EchoPeriod = TimeSpan.FromMilliseconds(20),
            EchoDeadline = TimeSpan.FromMilliseconds(500),
        };
        await using MqttPublisher publisher = Given.Publisher(options, _notices);
        publisher.Start();
        Assert.Contains("the link is silent", (await _notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.Lost)).Text);
        await broker.Packets.FirstAsync(packet => packet.Connection == 2 && packet.IsPublish("/echo"));
        Assert.True(publisher.Snapshot.Session >= 2);
    }

    [Fact]
    public async Task After_every_reconnect_it_subscribes_and_publishes_state_and_info_anew()
    {
        await using ScriptedBroker broker = new(packet => packet.IsPublish("/event") && packet.Connection < 3 ? Reply.Close : Reply.Normal);
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Port), _notices);
        publisher.SetInfo(Given.Info());
        publisher.SetState(DeviceState.Ready);
        publisher.Start();
        publisher.Post(Given.Event(1));
        await broker.Packets.FirstAsync(packet => packet.Connection == 3 && packet.IsPublish("/event"));
        await broker.Packets.FirstAsync(packet => packet.Connection == 3 && packet.Type == ScriptedPacket.Subscribe);
        Assert.Contains("\"session\":3", (await broker.Packets.FirstAsync(packet => packet.Connection == 3 && packet.IsPublish("/state"))).Text);
        await broker.Packets.FirstAsync(packet => packet.Connection == 3 && packet.IsPublish("/info"));
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(publisher.Snapshot is { Session: 3, Ledger: { Acknowledged: 1, Produced: 1 } });
        Assert.Equal(2, _notices.All.Count(notice => notice.Kind == PublisherNoticeKind.Lost));
    }

    [Fact]
    public async Task A_broker_that_falls_silent_without_closing_loses_nothing_to_the_next_one()
    {
        ScriptedBroker silent = new(packet => packet.IsPublish("/event") ? Reply.Silent : Reply.Normal);
        int port = silent.Port;
        PublisherOptions options = Given.Options(port) with { AcknowledgeDeadline = TimeSpan.FromSeconds(2) };
        await using MqttPublisher publisher = Given.Publisher(options, _notices);
        publisher.Start();
        Assert.True(await publisher.ConnectedAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        for (int track = 1; track <= 20; track++)
            publisher.Post(Given.Event(track), new byte[100]);
        PublisherNotice lost = await _notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.Lost);
        Assert.Contains("no acknowledgement within 2 s", lost.Text);
        await silent.DisposeAsync();

        await using EmbeddedBroker second = await EmbeddedBroker.StartAsync(port);
        Assert.Equal(port, second.Address.Port);
        await using Subscriber subscriber = await Subscriber.OnAsync(port);
        IReadOnlyList<Received> got = await subscriber.Messages.UntilAsync(all => all.Count(m => m.Is("crop")) == 20);
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, 20).Select(track => $"abc-{track}"), got.Where(m => m.Is("event")).Select(m => m.Text("id")));
        Assert.All(got.Where(m => m.Is("event")), m => Assert.Equal(("true", "true"), (m.Properties["replayed"], m.Text("replayed"))));
        Assert.True(publisher.Snapshot.Ledger is { Produced: 40, Acknowledged: 40, IsBalanced: true });
    }

    [Fact]
    public async Task A_lost_acknowledgement_repeats_the_message_marked_with_the_same_number()
    {
        await using ScriptedBroker broker = new(packet => packet.IsPublish("/event") && packet.Connection == 1 ? Reply.Close : Reply.Normal);
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Port), _notices);
        publisher.Start();
        Assert.True(await publisher.ConnectedAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        publisher.Post(Given.Event(1));
        string first = (await broker.Packets.FirstAsync(packet => packet.Connection == 1 && packet.IsPublish("/event"))).Text;
        string second = (await broker.Packets.FirstAsync(packet => packet.Connection == 2 && packet.IsPublish("/event"))).Text;
        Assert.Contains("\"replayed\":false", first);
        Assert.Equal(first.Replace("\"replayed\":false", "\"replayed\":true"), second);
    }

    [Fact]
    public async Task Slow_acknowledgements_lose_and_repeat_nothing()
    {
        await using ScriptedBroker broker = new(packet => packet.IsPublish("/event") ? Reply.Hold : Reply.Normal);
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Port) with { AcknowledgeDeadline = TimeSpan.FromSeconds(30) }, _notices);
        publisher.Start();
        Assert.True(await publisher.ConnectedAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        publisher.Post(Given.Event(1));
        publisher.Post(Given.Event(2));
        await broker.Packets.FirstAsync(packet => packet.IsPublish("/event"));
        Ledger meanwhile = publisher.Snapshot.Ledger;
        Assert.Equal((1, 1, 0), (meanwhile.InFlight, meanwhile.Queued, meanwhile.Acknowledged));
        broker.Release();
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, publisher.Snapshot.Ledger.Acknowledged);
        Assert.Equal(2, broker.Packets.All.Count(packet => packet.IsPublish("/event")));
    }

    [Fact]
    public async Task What_waits_for_an_absent_broker_is_bounded_and_the_rest_counted()
    {
        PublisherOptions options = Given.Options(Mosquitto.FreePort()) with { Outbox = new OutboxOptions { Messages = 50, Bytes = 20_000 } };
        await using MqttPublisher publisher = Given.Publisher(options, _notices);
        publisher.Start();
        for (int track = 0; track < 500; track++)
        {
            publisher.Post(Given.Event(track), new byte[1000]);
            Ledger ledger = publisher.Snapshot.Ledger;
            Assert.True(ledger.IsBalanced);
            Assert.InRange(ledger.Queued + ledger.InFlight, 1, 50);
            Assert.InRange(ledger.Bytes, 1, 20_000);
        }

        Assert.Equal(1000 - publisher.Snapshot.Ledger.Queued, publisher.Snapshot.Ledger.DroppedNoRoom);
    }

    [Fact]
    public async Task A_refused_message_is_counted_and_the_next_one_goes_on()
    {
        await using ScriptedBroker broker = new(packet => packet.IsPublish("/event") && packet.Text.Contains("abc-1") ? Reply.NotAuthorized : Reply.Normal);
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Port), _notices);
        publisher.Start();
        publisher.Post(Given.Event(1));
        publisher.Post(Given.Event(2));
        PublisherNotice refused = await _notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.Refused);
        Assert.Contains("vigie/v1/home/gate-pi/event: not authorised; check the broker's access rules", refused.Text);
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(publisher.Snapshot.Ledger is { DroppedRefused: 1, Acknowledged: 1, IsBalanced: true });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_echo_is_refused_the_link_is_checked_by_ping(bool subscription)
    {
        await using ScriptedBroker broker = new(packet =>
            (subscription ? packet.Type == ScriptedPacket.Subscribe : packet.IsPublish("/echo")) ? Reply.NotAuthorized : Reply.Normal);
        PublisherOptions options = Given.Options(broker.Port) with { EchoPeriod = TimeSpan.FromMilliseconds(20) };
        await using MqttPublisher publisher = Given.Publisher(options, _notices);
        publisher.Start();
        await broker.Packets.UntilAsync(all => all.Count(packet => packet.Type == 12) >= 3);
        Assert.Contains("echo; the link is checked by MQTT's own ping", (await _notices.FirstAsync(n => n.Kind == PublisherNoticeKind.Refused)).Text);
        Assert.DoesNotContain(_notices.All, notice => notice.Kind == PublisherNoticeKind.Lost);
    }

    [Fact]
    public async Task A_broker_that_refuses_is_asked_again_and_the_reason_is_said_once_in_words()
    {
        await using ScriptedBroker broker = new(packet => packet is { Type: ScriptedPacket.Connect, Connection: < 4 } ? Reply.NotAuthorized : Reply.Normal);
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Port), _notices);
        publisher.Start();
        await broker.Packets.FirstAsync(packet => packet is { Type: ScriptedPacket.Subscribe, Connection: 4 });
        PublisherNotice refused = Assert.Single(_notices.All, notice => notice.Kind == PublisherNoticeKind.NotConnected);
        Assert.Contains("not authorised: it wants a user and a password, none was given", refused.Text);
    }

    [Fact]
    public async Task A_broker_that_hangs_while_connecting_is_given_up_in_time()
    {
        await using ScriptedBroker broker = new(packet => packet.Connection == 1 ? Reply.Silent : Reply.Normal);
        PublisherOptions options = Given.Options(broker.Port) with { ConnectDeadline = TimeSpan.FromSeconds(1) };
        await using MqttPublisher publisher = Given.Publisher(options, _notices);
        publisher.Start();
        Assert.Contains("no answer within 1 s", (await _notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.NotConnected)).Text);
        await broker.Packets.FirstAsync(packet => packet is { Type: ScriptedPacket.Subscribe, Connection: >= 2 });
    }

    [Fact]
    public async Task A_flush_that_takes_too_long_ends_with_the_rest_counted_and_a_goodbye()
    {
        await using ScriptedBroker broker = new(packet => packet.IsPublish("/event") ? Reply.None : Reply.Normal);
        PublisherOptions options = Given.Options(broker.Port) with { FlushDeadline = TimeSpan.FromMilliseconds(200), AcknowledgeDeadline = TimeSpan.FromSeconds(30) };
        await using MqttPublisher publisher = Given.Publisher(options, _notices);
        publisher.Start();
        publisher.Post(Given.Event(1));
        publisher.Post(Given.Event(2));
        await broker.Packets.FirstAsync(packet => packet.IsPublish("/event"));
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(publisher.Snapshot.Ledger is { DroppedAtShutdown: 2, IsBalanced: true });
        await broker.Packets.FirstAsync(packet => packet.IsPublish("/state") && packet.Text.Contains("disconnected"));
    }
}
