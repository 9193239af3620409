using Agent.Telemetry;
using Agent.Tests.Telemetry.Support;

namespace Agent.Tests.Telemetry;

/// <summary>What a board that learns says and hears.</summary>
public sealed class LearnTopicsTests
{
    private readonly Recorded<PublisherNotice> _notices = new();

    [Fact]
    public async Task The_patch_is_there_for_who_comes_later_until_it_is_taken_back()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(Mosquitto.FreePort());
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Address.Port), _notices);
        byte[] patch = [(byte)'V', (byte)'P', 0, 255];
        publisher.SetPatch(patch);
        publisher.Start();
        await using Subscriber early = await Subscriber.OnAsync(broker.Address.Port);
        await early.Messages.FirstAsync(m => m.Is("state"));
        await using (Subscriber late = await Subscriber.OnAsync(broker.Address.Port))
        {
            Received kept = await late.Messages.FirstAsync(m => m.Is("learn/patch"));
            Assert.Equal(("application/octet-stream", "vigie.patch.v1", true), (kept.ContentType, kept.Properties["schema"], kept.Retain));
            Assert.Equal(patch, kept.Payload);
        }

        publisher.SetPatch(null);
        await early.Messages.FirstAsync(m => m.Is("learn/patch") && m.Payload.Length == 0);
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        await using Subscriber last = await Subscriber.OnAsync(broker.Address.Port);
        await last.Messages.FirstAsync(m => m.Is("state"));
        Assert.DoesNotContain(last.Messages.All, m => m.Is("learn/patch"));
    }

    [Fact]
    public async Task Learn_goes_as_a_report_and_is_counted()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(Mosquitto.FreePort());
        await using Subscriber subscriber = await Subscriber.OnAsync(broker.Address.Port);
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Address.Port), _notices);
        publisher.Start();
        publisher.Send(Given.Learn());
        publisher.Send(Given.Learn().With(new RequestCounts(1, 2, 3, 4, 5)));
        Received first = await subscriber.Messages.FirstAsync(m => m.Is("learn"));
        Assert.Equal(("1", "vigie.learn.v1", false), (first.Text("seq"), first.Properties["schema"], first.Retain));
        Assert.InRange(first.Expiry, 3540u, 3600u);
        Received second = await subscriber.Messages.FirstAsync(m => m.Is("learn") && m.Text("seq") == "2");
        Assert.Equal(("1", "2", "3", "4", "5"), (second.Text("labels_accepted"), second.Text("labels_refused"), second.Text("commands_done"), second.Text("commands_refused"), second.Text("requests_unanswered")));
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(publisher.Snapshot.Ledger is { Produced: 2, Acknowledged: 2, IsBalanced: true });
    }

    [Fact]
    public async Task A_board_that_takes_no_requests_subscribes_to_none_and_one_that_does_to_both_on_each_connection()
    {
        await using ScriptedBroker broker = new(packet => packet.IsPublish("/state") && packet.Connection == 1 ? Reply.Close : Reply.Normal);
        await using MqttPublisher deaf = Given.Publisher(Given.Options(broker.Port), _notices);
        deaf.Start();
        await broker.Packets.FirstAsync(packet => packet.Connection == 2 && packet.IsPublish("/state"));
        Assert.DoesNotContain(broker.Packets.All, packet => packet.Type == ScriptedPacket.Subscribe && !packet.Topic.EndsWith("/echo", StringComparison.Ordinal));

        await using ScriptedBroker another = new(packet => packet.IsPublish("/state") && packet.Connection == 1 ? Reply.Close : Reply.Normal);
        await using MqttPublisher listening = Given.Publisher(Given.Options(another.Port), _notices);
        listening.Listen(_ => { });
        listening.Start();
        Assert.Throws<InvalidOperationException>(() => listening.Listen(_ => { }));
        IReadOnlyList<ScriptedPacket> packets = await another.Packets.UntilAsync(all => all.Any(packet => packet.Connection == 2 && packet.IsPublish("/state")));
        foreach (int connection in new[] { 1, 2 })
        {
            string[] topics = [.. packets.Where(packet => packet.Connection == connection).Select(packet => packet.Topic)];
            int state = Array.IndexOf(topics, "vigie/v1/home/gate-pi/state");
            Assert.InRange(Array.IndexOf(topics, "vigie/v1/home/gate-pi/label"), 0, state);
            Assert.InRange(Array.IndexOf(topics, "vigie/v1/home/gate-pi/cmd/+"), 0, state);
        }
    }

    [Fact]
    public async Task A_broker_that_lets_nobody_be_heard_is_said_and_the_rest_goes_on()
    {
        await using ScriptedBroker broker = new(packet => packet.Type == ScriptedPacket.Subscribe && !packet.Topic.EndsWith("/echo", StringComparison.Ordinal) ? Reply.NotAuthorized : Reply.Normal);
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Port), _notices);
        publisher.Listen(_ => { });
        publisher.Start();
        await _notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.Refused && notice.Text.Contains("gate-pi/label"));
        await _notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.Refused && notice.Text.Contains("gate-pi/cmd/+"));
        await broker.Packets.FirstAsync(packet => packet.IsPublish("/state"));
        Assert.Equal(1, publisher.Snapshot.Session);
    }
}
