using Agent.Telemetry;
using Sensors.Cameras;

namespace Agent.Pipeline;

/// <summary>Topic <c>state</c> from what is known of the camera and of the exits; from any thread.</summary>
internal sealed class StateReporter(MqttPublisher publisher, string camera)
{
    private readonly Lock _gate = new();
    private CameraStatus? _status;
    private string? _exits;

    /// <summary>Takes the camera's state.</summary>
    /// <returns>Whether the camera is well.</returns>
    public bool Say(CameraStatus status)
    {
        lock (_gate)
        {
            _status = status;
            Say();
            return status.State is CameraState.Online or CameraState.Ended;
        }
    }

    /// <summary>Takes what is wrong with the exits; null: nothing.</summary>
    public void Say(string? exits)
    {
        lock (_gate)
        {
            _exits = exits;
            Say();
        }
    }

    private void Say()
    {
        if (_status is null or { State: CameraState.Starting })
            publisher.SetState(DeviceState.Init);
        else if (_status.State is not (CameraState.Online or CameraState.Ended))
            publisher.SetState(DeviceState.Degraded, $"camera {camera}: {_status.Reason}");
        else
            publisher.SetState(_exits is null ? DeviceState.Ready : DeviceState.Degraded, _exits);
    }
}
