using Agent.Telemetry;
using Agent.Tests.Telemetry.Support;

namespace Agent.Tests.Telemetry;

/// <summary>What a subscriber gets, through a real broker.</summary>
public sealed class MqttPublisherTests
{
    private readonly Recorded<PublisherNotice> _notices = new();

    [Fact]
    public async Task A_subscriber_gets_every_message_with_its_properties()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(Mosquitto.FreePort());
        await using Subscriber subscriber = await Subscriber.OnAsync(broker.Address.Port);
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Address.Port), _notices);
        publisher.SetInfo(Given.Info());
        publisher.SetCameraStatus("yard", new CameraStatusMessage { State = "online", Reason = "", Since = Given.Noon });
        publisher.Start();
        Assert.True(await publisher.ConnectedAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        publisher.Post(Given.Event(1), "\u00ff\u00d8 a picture"u8.ToArray());
        publisher.Send(Given.Exits());
        publisher.Send(Given.Health());
        publisher.SetState(DeviceState.Ready);
        await subscriber.Messages.UntilAsync(all => all.Any(m => m.Is("health")) && all.Any(m => m.Is("state") && m.Text("state") == "ready"));
        await subscriber.Messages.FirstAsync(m => m.Is("echo"));

        Received seen = await subscriber.Messages.FirstAsync(m => m.Is("event"));
        Assert.Equal("vigie/v1/home/gate-pi/event", seen.Topic);
        Assert.Equal(("gate-pi", "1", "false"), (seen.Text("device"), seen.Text("seq"), seen.Text("replayed")));
        Assert.Equal("application/json", seen.ContentType);
        Assert.Equal(("vigie.event.v1", "1", "false"), (seen.Properties["schema"], seen.Properties["seq"], seen.Properties["replayed"]));
        Assert.Equal(seen.Text("boot"), seen.Properties["boot"]);
        Assert.InRange(seen.Expiry, 24u * 3600 - 60, 24u * 3600);
        Received crop = await subscriber.Messages.FirstAsync(m => m.Is("event/abc-1/crop"));
        Assert.Equal(("image/jpeg", "1", 14), (crop.ContentType, crop.Properties["seq"], crop.Payload.Length));
        Received health = await subscriber.Messages.FirstAsync(m => m.Is("health"));
        Assert.Equal("3", health.Text("messages_produced"));
        Assert.Equal("1", health.Text("session"));
    }

    [Fact]
    public async Task State_is_published_after_what_it_vouches_for_and_ends_as_disconnected()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(Mosquitto.FreePort());
        await using Subscriber subscriber = await Subscriber.OnAsync(broker.Address.Port);
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Address.Port), _notices);
        publisher.SetState(DeviceState.Degraded, "no camera");
        publisher.SetInfo(Given.Info());
        publisher.SetCameraStatus("yard", new CameraStatusMessage { State = "offline", Reason = "gone", Since = Given.Noon });
        publisher.Start();
        await subscriber.Messages.FirstAsync(m => m.Is("state"));
        publisher.Post(Given.Event(1));
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        await subscriber.Messages.FirstAsync(m => m.Text("state") == "disconnected");
        string[] order = [.. subscriber.Messages.All.Where(m => !m.Is("echo")).Select(m => m.Topic["vigie/v1/home/gate-pi/".Length..])];
        Assert.Equal(["info", "camera/yard/status", "state", "event", "state"], order);
        Assert.DoesNotContain(subscriber.Messages.All, m => m.Text("state") == "lost");
        Assert.True(publisher.Snapshot is { Link: LinkState.Stopped, Ledger: { IsBalanced: true, Acknowledged: 1, Queued: 0 } });
    }

    [Fact]
    public async Task Only_state_info_and_camera_status_are_there_for_who_comes_later()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(Mosquitto.FreePort());
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Address.Port), _notices);
        publisher.SetInfo(Given.Info());
        publisher.SetCameraStatus("yard", new CameraStatusMessage { State = "online", Reason = "", Since = Given.Noon });
        publisher.Start();
        publisher.Post(Given.Event(1), new byte[10]);
        publisher.Send(Given.Exits());
        publisher.Send(Given.Health());
        Assert.True(await publisher.ConnectedAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        await using Subscriber late = await Subscriber.OnAsync(broker.Address.Port);
        await late.Messages.UntilAsync(all => all.Count >= 3);
        Assert.Equal(
            ["vigie/v1/home/gate-pi/camera/yard/status", "vigie/v1/home/gate-pi/info", "vigie/v1/home/gate-pi/state"],
            late.Messages.All.Select(m => m.Topic).Order());
        Assert.All(late.Messages.All, m => Assert.True(m.Retain));
    }

    [Fact]
    public async Task What_was_seen_before_the_broker_came_arrives_once_and_as_replay()
    {
        int port = Mosquitto.FreePort();
        await using MqttPublisher publisher = Given.Publisher(Given.Options(port), _notices);
        publisher.Start();
        publisher.Post(Given.Event(1));
        publisher.Post(Given.Event(1, EventKind.End));
        PublisherNotice away = await _notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.NotConnected);
        Assert.Contains($"nothing listens on port {port} there; is the broker running?", away.Text);
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(port);
        Assert.Equal(port, broker.Address.Port);
        Assert.True(await publisher.ConnectedAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        await using Subscriber subscriber = await Subscriber.OnAsync(port);
        publisher.Post(Given.Event(2));
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        Ledger ledger = publisher.Snapshot.Ledger;
        Assert.Equal((3, 3, true), (ledger.Produced, ledger.Acknowledged, ledger.IsBalanced));
        Received news = await subscriber.Messages.FirstAsync(m => m.Text("id") == "abc-2");
        Assert.Equal(("false", "false"), (news.Properties["replayed"], news.Text("replayed")));
        Assert.Single(_notices.All, notice => notice.Kind == PublisherNoticeKind.NotConnected);
    }

    [Fact]
    public async Task A_publisher_that_never_connects_stops_at_once_and_says_what_is_gone()
    {
        await using MqttPublisher publisher = Given.Publisher(Given.Options(Mosquitto.FreePort()), _notices);
        publisher.Start();
        publisher.Post(Given.Event(1), new byte[10]);
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        Assert.Contains("2 messages", (await _notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.Stopped)).Text);
        Assert.True(publisher.Snapshot.Ledger is { DroppedAtShutdown: 2, IsBalanced: true });
    }

    [Fact]
    public async Task A_sink_of_notices_that_throws_harms_nothing()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(Mosquitto.FreePort());
        await using MqttPublisher publisher = new(
            Given.Options(broker.Address.Port), Boot.Random(), TimeProvider.System, _ => throw new InvalidOperationException("log is full"));
        publisher.Start();
        publisher.Post(Given.Event(1));
        Assert.True(await publisher.ConnectedAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, publisher.Snapshot.Ledger.Acknowledged);
    }
}
