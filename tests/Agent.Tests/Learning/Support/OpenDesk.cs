using System.Text;
using Agent.Learning;
using Agent.Telemetry;
using Agent.Tests.Telemetry.Support;
using Microsoft.Extensions.Time.Testing;

namespace Agent.Tests.Learning.Support;

/// <summary>A board that hears labels and commands, a broker, and somebody who asks.</summary>
internal sealed class OpenDesk : IAsyncDisposable
{
    public const string Root = "vigie/v1/home/gate-pi/";
    public const string Noon = "2026-05-04T12:00:00Z";
    private readonly EmbeddedBroker _broker;
    private readonly PatchTrust _trust;

    private OpenDesk(EmbeddedBroker broker, Subscriber asker, PatchTrust trust, bool acceptsBoards)
    {
        (_broker, Asker, _trust) = (broker, asker, trust);
        Publisher = Given.Publisher(Given.Options(broker.Address.Port), Notices);
        Desk = new RequestDesk(Learner, Publisher, trust, acceptsBoards, Clock);
    }

    public FakeLearner Learner { get; } = new();

    public Recorded<PublisherNotice> Notices { get; } = new();

    public FakeTimeProvider Clock { get; } = new(Given.Noon);

    public Subscriber Asker { get; }

    public MqttPublisher Publisher { get; }

    public RequestDesk Desk { get; }

    /// <summary>Opens one whose board has said that it is there.</summary>
    public static async Task<OpenDesk> OpenAsync(bool acceptsBoards = true, params string[] keys)
    {
        EmbeddedBroker broker = await EmbeddedBroker.StartAsync(Mosquitto.FreePort());
        OpenDesk desk = new(broker, await Subscriber.OnAsync(broker.Address.Port, filter: "#"), PatchTrust.Read(keys), acceptsBoards);
        desk.Publisher.Start();
        await desk.Asker.Messages.FirstAsync(m => m.Is("state"));
        return desk;
    }

    /// <summary>Sends a label and waits for its answer.</summary>
    public async Task<Received> LabelAsync(byte[] payload, string correlation, bool retain = false)
    {
        await Asker.AskAsync(Root + "label", payload, "asker/labels", correlation, retain: retain);
        return await AnswerAsync(correlation);
    }

    /// <summary>Gives a command and waits for its answer.</summary>
    public async Task<Received> CommandAsync(string name, byte[] payload, string correlation, string? time = Noon, bool retain = false)
    {
        await Asker.AskAsync(Root + "cmd/" + name, payload, "asker/commands", correlation, time, retain);
        return await AnswerAsync(correlation);
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public async ValueTask DisposeAsync()
    {
        await Desk.DisposeAsync();
        await Publisher.DisposeAsync();
        await Asker.DisposeAsync();
        await _broker.DisposeAsync();
        _trust.Dispose();
    }

    private Task<Received> AnswerAsync(string correlation) => Asker.Messages.FirstAsync(m =>
        m.Correlation == correlation && m.Properties.GetValueOrDefault("schema", "").Contains("answer", StringComparison.Ordinal));
}
