using System.Net;
using System.Net.Sockets;
using Agent.Options;
using MQTTnet.Server;

namespace Agent.Telemetry;

/// <summary>A broker inside this process, for trying Vigie out: on loopback only, open to everybody on this machine.</summary>
public sealed class EmbeddedBroker : IAsyncDisposable
{
    /// <summary>MQTT's registered port.</summary>
    public const int FirstPort = 1883;

    /// <summary>How many ports are tried, the first included.</summary>
    public const int Ports = 21;

    private readonly MqttServer _server;

    private EmbeddedBroker(MqttServer server, int port)
    {
        _server = server;
        Address = BrokerAddress.Embedded with { Port = port };
    }

    /// <summary>Where it listens.</summary>
    public BrokerAddress Address { get; }

    /// <summary>Starts one on the first free port.</summary>
    /// <param name="firstPort">First port tried.</param>
    /// <exception cref="IOException">No port of the range is free; the message names them.</exception>
    public static async Task<EmbeddedBroker> StartAsync(int firstPort = FirstPort)
    {
        for (int port = firstPort; port < firstPort + Ports; port++)
        {
            if (!IsFree(IPAddress.Loopback, port) || !IsFree(IPAddress.IPv6Loopback, port))
                continue;
            MqttServer server = new MqttServerFactory().CreateMqttServer(Options(port));
            server.ValidatingConnectionAsync += NameTheNameless;
            try
            {
                await server.StartAsync().ConfigureAwait(false);
                return new EmbeddedBroker(server, port);
            }
            catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Taken between the look and the bind; the next may be free.
                server.Dispose();
            }
        }

        throw new IOException(
            $"no broker of our own: the ports {firstPort} to {firstPort + Ports - 1} of this machine are all taken; "
            + "end what listens there, or name a broker with --broker mqtt://localhost");
    }

    /// <summary>Ends the connections and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new MqttServerStopOptions()).ConfigureAwait(false);
        _server.Dispose();
    }

    private static MqttServerOptions Options(int port) => new MqttServerOptionsBuilder()
        .WithDefaultEndpoint()
        .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
        .WithDefaultEndpointBoundIPV6Address(HasIPv6() ? IPAddress.IPv6Loopback : IPAddress.None)
        .WithDefaultEndpointPort(port)
        .WithPersistentSessions()
        .Build();

    /// <summary>A client without an id gets one (MQTT 5, section 3.1.3.1); MQTTnet refuses it otherwise, and mosquitto_sub sends none.</summary>
    private static Task NameTheNameless(ValidatingConnectionEventArgs connection)
    {
        if (string.IsNullOrEmpty(connection.ClientId))
            connection.AssignedClientIdentifier = Guid.NewGuid().ToString("D");
        return Task.CompletedTask;
    }

    /// <summary>Whether ::1 can be bound: a kernel may know IPv6 and have it switched off, as in many containers.</summary>
    private static bool HasIPv6()
    {
        try
        {
            using TcpListener probe = new(IPAddress.IPv6Loopback, 0);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // Both, because "localhost" may be either: a broker of ours on one and a stranger on the other would share its name.
    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using TcpListener probe = new(address, port);
            probe.Start();
            return true;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable;
        }
    }
}
