using System.Net.Sockets;
using System.Security.Authentication;
using Agent.Options;
using MQTTnet;

namespace Agent.Telemetry;

/// <summary>What a broker's reason codes and a socket's errors mean, and what to do about them.</summary>
internal static class BrokerWords
{
    /// <summary>Why the broker refused the connection (MQTT 5.0, table 3-1).</summary>
    public static string Of(MqttClientConnectResultCode code, BrokerAddress broker, string clientId) => code switch
    {
        MqttClientConnectResultCode.BadUserNameOrPassword =>
            $"bad user name or password{(broker.User is { } user ? $" for user \"{user}\"" : ": none was given")}; "
            + "check the user in broker.uri and the first line of broker.password_file",
        MqttClientConnectResultCode.NotAuthorized =>
            $"not authorised{(broker.User is { } user
                ? $": user \"{user}\" may not connect, or the password is wrong"
                : ": it wants a user and a password, none was given")}; "
            + "check the user in broker.uri, broker.password_file and the broker's access rules",
        MqttClientConnectResultCode.UnsupportedProtocolVersion =>
            "the broker does not speak MQTT 5, which Vigie needs (mosquitto does since 1.6)",
        MqttClientConnectResultCode.ClientIdentifierNotValid => $"the broker does not accept the client id \"{clientId}\"",
        MqttClientConnectResultCode.ServerUnavailable => "the broker says it is unavailable",
        MqttClientConnectResultCode.ServerBusy => "the broker says it is busy",
        MqttClientConnectResultCode.Banned => "the broker has banned this client",
        MqttClientConnectResultCode.BadAuthenticationMethod => "the broker wants another way of authentication than user and password",
        MqttClientConnectResultCode.TopicNameInvalid => "the broker does not accept the topic of the last will; check its access rules",
        MqttClientConnectResultCode.QuotaExceeded => "a quota of the broker is exceeded",
        MqttClientConnectResultCode.RetainNotSupported => "the broker keeps no retained messages, which Vigie needs",
        MqttClientConnectResultCode.QoSNotSupported => "the broker does not take QoS 1, which Vigie needs",
        MqttClientConnectResultCode.UseAnotherServer or MqttClientConnectResultCode.ServerMoved => "the broker says to use another server",
        MqttClientConnectResultCode.ConnectionRateExceeded => "too many connections in too short a time, says the broker",
        _ => $"the broker refused with reason {(int)code} ({code})",
    };

    /// <summary>Why the broker ended the connection (MQTT 5.0, table 3-10).</summary>
    public static string Of(MqttClientDisconnectReason reason, string clientId) => reason switch
    {
        MqttClientDisconnectReason.SessionTakenOver =>
            $"another client connected as \"{clientId}\": two boards with the same site and device, or vigie started twice?",
        MqttClientDisconnectReason.ServerShuttingDown => "the broker is shutting down",
        MqttClientDisconnectReason.ServerBusy => "the broker says it is busy",
        MqttClientDisconnectReason.KeepAliveTimeout => "the broker heard nothing from here for too long",
        MqttClientDisconnectReason.NotAuthorized => "the broker says not authorised",
        MqttClientDisconnectReason.PacketTooLarge => "a message was larger than the broker takes",
        MqttClientDisconnectReason.QuotaExceeded or MqttClientDisconnectReason.MessageRateTooHigh => "a quota of the broker is exceeded",
        MqttClientDisconnectReason.AdministrativeAction => "the broker's administrator ended the connection",
        MqttClientDisconnectReason.NormalDisconnection or MqttClientDisconnectReason.UnspecifiedError =>
            $"the connection was closed from the other side; if this repeats, another client may use the id \"{clientId}\": "
            + "two boards with the same site and device, or vigie started twice",
        _ => $"the broker ended the connection with reason {(int)reason} ({reason})",
    };

    /// <summary>Why the broker refused a message (MQTT 5.0, table 3-4).</summary>
    public static string Of(MqttClientPublishReasonCode code) => code switch
    {
        MqttClientPublishReasonCode.NotAuthorized => "not authorised; check the broker's access rules for this user",
        MqttClientPublishReasonCode.TopicNameInvalid => "topic name not accepted",
        MqttClientPublishReasonCode.QuotaExceeded => "a quota of the broker is exceeded",
        MqttClientPublishReasonCode.PayloadFormatInvalid => "payload format not accepted",
        _ => $"reason {(int)code} ({code})",
    };

    /// <summary>Why a connection did not come about.</summary>
    public static string Of(Exception fault, BrokerAddress broker)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket)
                return Of(socket, broker);
            if (cause is AuthenticationException or IOException && broker.Tls)
                return $"it does not answer with TLS ({cause.Message}){WrongPort(broker)}";
        }

        return fault.GetBaseException().Message is var text && text.Contains("closed", StringComparison.OrdinalIgnoreCase)
            ? Closed(broker)
            : text;
    }

    private static string Closed(BrokerAddress broker) => $"it closed the connection without an answer{WrongPort(broker)}";

    private static string WrongPort(BrokerAddress broker) => broker.Tls
        ? $"; is {broker.Port} the broker's plain port? TLS is mostly on 8883"
        : $"; if {broker.Port} is the broker's TLS port, write mqtts://";

    private static string Of(SocketException fault, BrokerAddress broker) => fault.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"nothing listens on port {broker.Port} there; is the broker running?",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"no address is known for the name \"{broker.Host}\"",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown => "the network does not reach it",
        SocketError.TimedOut => "it does not answer",
        SocketError.ConnectionReset => Closed(broker),
        _ => fault.Message,
    };
}
