using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Agent.Tests.Telemetry.Support;

/// <summary>What a <see cref="ScriptedBroker"/> does with a packet.</summary>
internal enum Reply
{
    /// <summary>Answer as a broker should.</summary>
    Normal,

    /// <summary>Do not answer this one.</summary>
    None,

    /// <summary>Answer nothing any more on this connection, and leave it open.</summary>
    Silent,

    /// <summary>Close the connection.</summary>
    Close,

    /// <summary>Answer when <see cref="ScriptedBroker.Release"/> is called.</summary>
    Hold,

    /// <summary>Answer with reason 0x87, not authorised.</summary>
    NotAuthorized,
}

/// <summary>A packet that reached a <see cref="ScriptedBroker"/>.</summary>
/// <param name="Connection">From 1.</param>
/// <param name="Type">Control packet type (MQTT 5.0, table 2-1).</param>
/// <param name="Topic">Of a PUBLISH or the first filter of a SUBSCRIBE.</param>
/// <param name="Text">Payload of a PUBLISH, as text.</param>
internal sealed record ScriptedPacket(int Connection, int Type, string Topic, string Text)
{
    public const int Connect = 1;
    public const int Publish = 3;
    public const int Subscribe = 8;

    public bool IsPublish(string end) => Type == Publish && Topic.EndsWith(end, StringComparison.Ordinal);
}

/// <summary>A broker on loopback that misbehaves as told: bytes over TCP, no library.</summary>
internal sealed class ScriptedBroker : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _tasks = [];
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<ScriptedPacket, Reply> _script;
    private int _connections;

    public ScriptedBroker(Func<ScriptedPacket, Reply> script, int port = 0)
    {
        _script = script;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _tasks.Add(AcceptAsync());
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Recorded<ScriptedPacket> Packets { get; } = new();

    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        foreach (Task task in _tasks.ToArray())
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket = await _listener.AcceptSocketAsync(_end.Token);
            _tasks.Add(ServeAsync(socket, ++_connections));
        }
    }

    private async Task ServeAsync(Socket socket, int connection)
    {
        await using NetworkStream stream = new(socket, ownsSocket: true);
        bool silent = false;
        while (true)
        {
            int head = await ByteAsync(stream);
            byte[] body = new byte[await LengthAsync(stream)];
            await stream.ReadExactlyAsync(body, _end.Token);
            (ScriptedPacket packet, byte[] payload) = Parse(connection, head, body);
            Packets.Add(packet);
            Reply reply = silent ? Reply.Silent : _script(packet);
            silent |= reply == Reply.Silent;
            if (reply == Reply.Close || packet.Type == 14)
                return;
            if (reply is Reply.Silent or Reply.None)
                continue;
            if (reply == Reply.Hold)
                await _released.Task.WaitAsync(_end.Token);
            byte reason = reply == Reply.NotAuthorized ? (byte)0x87 : (byte)0;
            foreach (byte[] answer in Answers(packet, body, payload, reason))
                await stream.WriteAsync(answer, _end.Token);
            if (packet.Type == ScriptedPacket.Connect && reason != 0)
                return;
        }
    }

    private static IEnumerable<byte[]> Answers(ScriptedPacket packet, byte[] body, byte[] payload, byte reason)
    {
        switch (packet.Type)
        {
            case ScriptedPacket.Connect:
                yield return [0x20, 3, 0, reason, 0];
                break;
            case ScriptedPacket.Subscribe:
                yield return [0x90, 4, body[0], body[1], 0, reason];
                break;
            case 12:
                yield return [0xD0, 0];
                break;
            case ScriptedPacket.Publish:
                int id = 2 + packet.Topic.Length;
                yield return [0x40, 3, body[id], body[id + 1], reason];
                if (packet.Topic.EndsWith("/echo", StringComparison.Ordinal) && reason == 0)
                    yield return [0x30, .. Varint(3 + packet.Topic.Length + payload.Length), .. body.AsSpan(0, id), 0, .. payload];
                break;
        }
    }

    private static (ScriptedPacket Packet, byte[] Payload) Parse(int connection, int head, byte[] body)
    {
        int type = head >> 4;
        if (type == ScriptedPacket.Subscribe)
        {
            int at = 3 + body[2];
            return (new(connection, type, Encoding.UTF8.GetString(body, at + 2, (body[at] << 8) | body[at + 1]), ""), []);
        }

        if (type != ScriptedPacket.Publish)
            return (new(connection, type, "", ""), []);
        int topic = (body[0] << 8) | body[1];
        int properties = 2 + topic + 2;
        int length = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = body[properties++];
            length |= (next & 0x7F) << shift;
            if (next < 0x80)
                break;
        }

        byte[] payload = body[(properties + length)..];
        return (new(connection, type, Encoding.UTF8.GetString(body, 2, topic), Encoding.UTF8.GetString(payload)), payload);
    }

    private static byte[] Varint(int value) => value < 0x80 ? [(byte)value] : [(byte)((value & 0x7F) | 0x80), (byte)(value >> 7)];

    private async Task<int> LengthAsync(NetworkStream stream)
    {
        int length = 0;
        for (int shift = 0; ; shift += 7)
        {
            int next = await ByteAsync(stream);
            length |= (next & 0x7F) << shift;
            if (next < 0x80)
                return length;
        }
    }

    private async Task<int> ByteAsync(NetworkStream stream)
    {
        byte[] one = new byte[1];
        await stream.ReadExactlyAsync(one, _end.Token);
        return one[0];
    }
}
