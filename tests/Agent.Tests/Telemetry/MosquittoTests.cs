using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Agent.Options;
using Agent.Telemetry;
using Agent.Tests.Telemetry.Support;

namespace Agent.Tests.Telemetry;

/// <summary>The same against the broker most people run.</summary>
public sealed class MosquittoTests
{
    private readonly Recorded<PublisherNotice> _notices = new();

    public MosquittoTests() => Assert.SkipUnless(Mosquitto.IsInstalled, "mosquitto is not installed (Debian: apt install mosquitto); ./test.sh does it");

    [Fact]
    public async Task With_a_password_everything_arrives_and_the_end_is_clean()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(
            "allow_anonymous false\npassword_file {folder}/passwords", ("passwords", await Mosquitto.PasswordLineAsync("vigie", "long secret")));
        await using Subscriber subscriber = await Subscriber.OnAsync(broker.Port, "vigie", "long secret");
        await using MqttPublisher publisher = Given.Publisher(WithUser(broker.Port, "long secret"), _notices);
        publisher.SetInfo(Given.Info());
        publisher.Start();
        Assert.True(await publisher.ConnectedAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        publisher.Post(Given.Event(1), new byte[10]);
        publisher.Send(Given.Health());
        await subscriber.Messages.FirstAsync(m => m.Is("echo"));
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        await subscriber.Messages.FirstAsync(m => m.Text("state") == "disconnected");
        Received seen = await subscriber.Messages.FirstAsync(m => m.Is("event"));
        Assert.Equal(("vigie.event.v1", "false"), (seen.Properties["schema"], seen.Properties["replayed"]));
        Assert.InRange(seen.Expiry, 24u * 3600 - 60, 24u * 3600);
        Assert.DoesNotContain(subscriber.Messages.All, m => m.Text("state") == "lost");
        Assert.Equal(3, publisher.Snapshot.Ledger.Acknowledged);
    }

    [Fact]
    public async Task A_wrong_password_is_said_in_words_without_the_password()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(
            "allow_anonymous false\npassword_file {folder}/passwords", ("passwords", await Mosquitto.PasswordLineAsync("vigie", "right")));
        await using MqttPublisher publisher = Given.Publisher(WithUser(broker.Port, "guessed"), _notices);
        publisher.Start();
        PublisherNotice notice = await _notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.NotConnected);
        Assert.Contains("user \"vigie\" may not connect, or the password is wrong; check", notice.Text);
        Assert.DoesNotContain("guessed", notice.Text);
    }

    [Fact]
    public async Task A_board_that_dies_is_lost_to_all_and_named_by_its_session()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync("allow_anonymous true");
        await using Relay wire = new(broker.Port);
        await using Subscriber subscriber = await Subscriber.OnAsync(broker.Port);
        await using MqttPublisher publisher = Given.Publisher(Given.Options(wire.Port), _notices);
        publisher.SetState(DeviceState.Ready);
        publisher.Start();
        Received ready = await subscriber.Messages.FirstAsync(m => m.Text("state") == "ready");
        await wire.CutAsync();
        Received lost = await subscriber.Messages.FirstAsync(m => m.Text("state") == "lost");
        Assert.Equal((ready.Text("session"), ready.Text("boot"), null), (lost.Text("session"), lost.Text("boot"), lost.Text("since")));
        Assert.Equal("vigie.state.v1", lost.Properties["schema"]);
        await _notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.Lost);
    }

    [Fact]
    public async Task A_broker_that_may_not_be_written_to_refuses_in_words()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(
            "allow_anonymous true\nacl_file {folder}/acl", ("acl", "topic read vigie/#\ntopic write vigie/v1/home/gate-pi/state\n"));
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Port) with { EchoPeriod = TimeSpan.FromMilliseconds(20) }, _notices);
        publisher.Start();
        publisher.Post(Given.Event(1));
        await _notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.Refused && notice.Text.Contains("gate-pi/event: not authorised"));
        await _notices.FirstAsync(notice => notice.Kind == PublisherNoticeKind.Refused && notice.Text.Contains("MQTT's own ping"));
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(publisher.Snapshot.Ledger is { DroppedRefused: 1, IsBalanced: true });
        Assert.Equal(1, publisher.Snapshot.Session);
    }

    [Fact]
    public async Task Two_boards_of_one_name_are_told_so()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync("allow_anonymous true");
        PublisherOptions patient = Given.Options(broker.Port) with { RetryFirst = TimeSpan.FromMinutes(10), RetryCap = TimeSpan.FromMinutes(10) };
        await using MqttPublisher one = Given.Publisher(patient, _notices);
        one.Start();
        Assert.True(await one.ConnectedAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        await using MqttPublisher other = Given.Publisher(patient, new Recorded<PublisherNotice>());
        other.Start();
        Assert.Contains("two boards with the same site and device", (await _notices.FirstAsync(n => n.Kind == PublisherNoticeKind.Lost)).Text);
    }

    [Fact]
    public async Task TLS_with_an_authority_of_ones_own_carries_everything()
    {
        (string authority, string certificate, string key) = Certificates("localhost");
        await using Mosquitto broker = await TlsAsync(certificate, key);
        string caFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(caFile, authority, TestContext.Current.CancellationToken);
        await using MqttPublisher publisher = Given.Publisher(OverTls(broker.Port, "localhost", caFile), _notices);
        publisher.Start();
        Assert.True(await publisher.ConnectedAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken), string.Join('\n', _notices.All));
        publisher.Post(Given.Event(1));
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, publisher.Snapshot.Ledger.Acknowledged);
    }

    [Theory]
    [InlineData("other.lan", true, "not for \"localhost\" but for CN=other.lan")]
    [InlineData("localhost", false, "not signed by one of the system's authorities; set broker.ca_file")]
    public async Task A_certificate_of_another_name_or_authority_is_refused_in_words(string name, bool withAuthority, string words)
    {
        (string authority, string certificate, string key) = Certificates(name);
        await using Mosquitto broker = await TlsAsync(certificate, key);
        string caFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(caFile, authority, TestContext.Current.CancellationToken);
        await using MqttPublisher publisher = Given.Publisher(OverTls(broker.Port, "localhost", withAuthority ? caFile : null), _notices);
        publisher.Start();
        Assert.Contains(words, (await _notices.FirstAsync(n => n.Kind == PublisherNoticeKind.NotConnected)).Text);
    }

    [Fact]
    public async Task A_foreign_authority_is_refused_and_a_file_without_one_named()
    {
        (_, string certificate, string key) = Certificates("localhost");
        (string foreign, _, _) = Certificates("localhost");
        await using Mosquitto broker = await TlsAsync(certificate, key);
        string caFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(caFile, foreign, TestContext.Current.CancellationToken);
        await using MqttPublisher publisher = Given.Publisher(OverTls(broker.Port, "localhost", caFile), _notices);
        publisher.Start();
        await _notices.FirstAsync(n => n.Text.Contains("not signed by an authority in broker.ca_file"));
        await File.WriteAllTextAsync(caFile, "nothing", TestContext.Current.CancellationToken);
        await _notices.FirstAsync(n => n.Text.Contains("holds no certificate"));
    }

    [Fact]
    public async Task Plain_and_TLS_ports_mixed_up_are_said()
    {
        await using Mosquitto plain = await Mosquitto.StartAsync("allow_anonymous true");
        await using MqttPublisher tlsToPlain = Given.Publisher(OverTls(plain.Port, "localhost", null), _notices);
        tlsToPlain.Start();
        Assert.Contains($"is {plain.Port} the broker's plain port?", (await _notices.FirstAsync(n => n.Kind == PublisherNoticeKind.NotConnected)).Text);

        (_, string certificate, string key) = Certificates("localhost");
        await using Mosquitto tls = await TlsAsync(certificate, key);
        Recorded<PublisherNotice> notices = new();
        await using MqttPublisher plainToTls = Given.Publisher(Given.Options(tls.Port), notices);
        plainToTls.Start();
        Assert.Contains($"if {tls.Port} is the broker's TLS port, write mqtts://", (await notices.FirstAsync(n => n.Kind == PublisherNoticeKind.NotConnected)).Text);
    }

    [Fact]
    public async Task A_retained_command_is_known_as_one_and_an_answer_finds_its_asker()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync("allow_anonymous true");
        await using Subscriber asker = await Subscriber.OnAsync(broker.Port, filter: "#");
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Port), _notices);
        Recorded<MqttRequest> requests = new();
        publisher.Listen(request =>
        {
            requests.Add(request);
            publisher.Answer(
                new CommandAnswerMessage { Command = "revert", Done = false, Reason = "x", Time = Given.Noon }, new AnswerAddress(request.ReplyTo, request.Correlation));
        });
        publisher.Start();
        await asker.Messages.FirstAsync(m => m.Is("state"));
        await asker.AskAsync("vigie/v1/home/gate-pi/cmd/revert", [1], "asker/1", "one", "now", retain: true);
        Received answer = await asker.Messages.FirstAsync(m => m.Topic == "asker/1");
        Assert.Equal(("one", "vigie.command-answer.v1"), (answer.Correlation, answer.Properties["schema"]));
        Assert.True(Assert.Single(requests.All) is { IsRetained: true, PayloadBytes: 1, ReplyTo: "asker/1", Time: "now" });
    }

    private static PublisherOptions WithUser(int port, string password) => Given.Options(port) with
    {
        Broker = new BrokerAddress("127.0.0.1", port, Tls: false, User: "vigie"),
        Password = () => password,
    };

    private static PublisherOptions OverTls(int port, string host, string? caFile) => Given.Options(port) with
    {
        Broker = new BrokerAddress(host, port, Tls: true, User: null),
        CaFile = caFile,
    };

    private static Task<Mosquitto> TlsAsync(string certificate, string key) => Mosquitto.StartAsync(
        "allow_anonymous true\ncertfile {folder}/broker.pem\nkeyfile {folder}/key.pem", ("broker.pem", certificate), ("key.pem", key));

    /// <summary>An authority, and a certificate that it signed for <paramref name="name"/>; all PEM.</summary>
    private static (string Authority, string Certificate, string Key) Certificates(string name)
    {
        DateTimeOffset from = DateTimeOffset.UtcNow.AddDays(-1);
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authorityRequest = new("CN=test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(from, from.AddDays(10));
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(authority, from, from.AddDays(5), [1, 2, 3, 4]);
        return (authority.ExportCertificatePem(), certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
