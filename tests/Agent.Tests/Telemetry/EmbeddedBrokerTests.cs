using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Agent.Telemetry;
using Agent.Tests.Telemetry.Support;

namespace Agent.Tests.Telemetry;

public sealed class EmbeddedBrokerTests
{
    [Fact]
    public async Task The_next_free_port_is_taken_and_said()
    {
        int port = Mosquitto.FreePort();
        using TcpListener taken = new(IPAddress.Loopback, port);
        taken.Start();
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(port);
        Assert.InRange(broker.Address.Port, port + 1, port + EmbeddedBroker.Ports - 1);
        Assert.True(broker.Address.IsLoopback);
        await using Subscriber subscriber = await Subscriber.OnAsync(broker.Address.Port);
    }

    [Fact]
    public async Task It_listens_on_loopback_only()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(Mosquitto.FreePort());
        IPEndPoint[] listening = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(end => end.Port == broker.Address.Port)];
        Assert.NotEmpty(listening);
        Assert.All(listening, end => Assert.True(IPAddress.IsLoopback(end.Address), end.ToString()));
    }

    [Fact]
    public async Task Two_live_side_by_side()
    {
        int port = Mosquitto.FreePort();
        await using EmbeddedBroker one = await EmbeddedBroker.StartAsync(port);
        await using EmbeddedBroker other = await EmbeddedBroker.StartAsync(port);
        Assert.NotEqual(one.Address.Port, other.Address.Port);
    }

    /// <summary>The line that README and the agent's first lines give people: mosquitto's client sends no id of its own.</summary>
    [Fact]
    public async Task It_takes_the_subscriber_that_README_names()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mosquitto_sub"), "no mosquitto_sub");
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(Mosquitto.FreePort());
        await Tool("mosquitto_pub", $"-V mqttv5 -p {broker.Address.Port} -r -q 1 -t vigie/v1/home/gate/state -m here");
        Assert.Equal("vigie/v1/home/gate/state here\n", await Tool("mosquitto_sub", $"-V mqttv5 -p {broker.Address.Port} -t vigie/# -v -C 1 -W 10"));
    }

    private static async Task<string> Tool(string name, string arguments)
    {
        using Process tool = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true })!;
        string output = await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, tool.ExitCode);
        return output;
    }
}
