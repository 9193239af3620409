using System.Globalization;
using Agent.Telemetry;
using Sensors.Cameras;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Agent.Diagnostics;

/// <summary>The log, on standard error; systemd's journal adds the time.</summary>
/// <remarks>Configured in code: Serilog.Settings.Configuration throws at start under NativeAOT. Flat values only, for the same reason.</remarks>
internal sealed class Log
{
    private readonly Logger _logger;

    /// <summary>Opens the log.</summary>
    /// <param name="level">Least level, as in the configuration.</param>
    public Log(string level) => _logger = new LoggerConfiguration()
        .MinimumLevel.Is(Enum.Parse<LogEventLevel>(level, ignoreCase: true))
        .WriteTo.Console(
            outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}",
            formatProvider: CultureInfo.InvariantCulture,
            standardErrorFromLevel: LogEventLevel.Verbose)
        .CreateLogger();

    /// <summary>Something about the broker.</summary>
    public void Notice(PublisherNotice notice)
    {
        bool isNormal = notice.Kind is PublisherNoticeKind.Connected or PublisherNoticeKind.Stopped;
        _logger.Write(isNormal ? LogEventLevel.Debug : LogEventLevel.Warning, "broker: {Text}", notice.Text);
    }

    /// <summary>An exit's promise no longer holds.</summary>
    public void Alarm(string reason) => _logger.Write(LogEventLevel.Warning, "{Reason}", reason);

    /// <summary>Something about learning.</summary>
    public void Learning(string text) => _logger.Write(LogEventLevel.Information, "{Text}", text);

    /// <summary>The camera changed its state.</summary>
    public void Camera(string name, CameraStatus status, bool isWell)
    {
        LogEventLevel level = isWell || status.State == CameraState.Starting ? LogEventLevel.Debug : LogEventLevel.Warning;
        _logger.Write(level, "camera {Name} is {State}: {Reason}", name, status.State.ToString().ToLowerInvariant(), status.Reason);
    }
}
