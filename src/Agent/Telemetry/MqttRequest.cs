namespace Agent.Telemetry;

/// <summary>What somebody sent to the board: topic <c>label</c> or <c>cmd/…</c>.</summary>
/// <param name="Topic">Where it was sent.</param>
/// <param name="Payload">What it says; empty when it is larger than <see cref="MostBytes"/>.</param>
/// <param name="PayloadBytes">How large it is.</param>
/// <param name="IsRetained">Whether the sender asked the broker to keep it.</param>
/// <param name="ReplyTo">Where the answer goes; null: the sender did not say.</param>
/// <param name="Correlation">By what the sender knows the answer again; null: nothing.</param>
/// <param name="Time">User property <c>time</c> as sent; null: none.</param>
internal sealed record MqttRequest(
    string Topic, byte[] Payload, long PayloadBytes, bool IsRetained, string? ReplyTo, byte[]? Correlation, string? Time)
{
    /// <summary>Payloads above this are not read: the largest patch there is.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Largest packet that a broker may hand on, so that nobody fills the board's memory; larger ones it throws away.</summary>
    public const uint MostPacketBytes = 2 << 20;
}
