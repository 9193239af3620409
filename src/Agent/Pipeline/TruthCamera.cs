using Agent.Diagnostics;
using Sensors;
using Sensors.Cameras;
using Sensors.Simulation;

namespace Agent.Pipeline;

/// <summary>The simulator with someone who takes down the truth of each picture.</summary>
internal sealed class TruthCamera(SimulatedCamera camera, SceneScore score) : ICamera
{
    /// <inheritdoc/>
    public string Description => camera.Description;

    /// <inheritdoc/>
    public double? FramesPerSecond => camera.FramesPerSecond;

    /// <inheritdoc/>
    public bool Read(Frame frame, CancellationToken token)
    {
        if (!camera.Read(frame, token))
            return false;
        score.Record(frame.Sequence, camera.Truth);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => camera.Dispose();
}
