namespace Agent.Telemetry;

/// <summary>Finds out whether a broker takes a connection, and leaves no trace on it.</summary>
internal static class BrokerProbe
{
    /// <summary>Connects under a name of its own, so that a running agent is not thrown out, and says goodbye.</summary>
    /// <param name="options">Whom to, and for how long to try.</param>
    /// <param name="token">Ends the attempt.</param>
    /// <exception cref="BrokerFault">No connection; the message says why.</exception>
    /// <exception cref="Options.OptionsException">The password cannot be read.</exception>
    public static async Task Run(PublisherOptions options, CancellationToken token)
    {
        Boot boot = Boot.Random();
        Topics topics = new("check", boot.Id);
        PublisherContext context = new()
        {
            Options = options,
            Topics = topics,
            Boot = boot,
            Outbox = new Outbox(options.Outbox, TimeProvider.System),
            Retained = new RetainedValues(last: topics.State),
            Notices = new NoticeLog(static _ => { }, TimeProvider.System),
            Time = TimeProvider.System,
        };
        using BrokerConnection connection = await BrokerConnection.OpenAsync(context, null, static _ => { }, token).ConfigureAwait(false);
        await connection.CloseAsync(token).ConfigureAwait(false);
    }
}
