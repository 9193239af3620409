using Agent.Diagnostics;
using Sensors;
using Sensors.Cameras;
using Sensors.Simulation;

namespace Agent.Pipeline;

/// <summary>The simulator with someone who takes down the truth of each picture.</summary>
/// <param name="camera">The simulator.</param>
/// <param name="truth">Takes it down.</param>
/// <param name="score">Counts objects; null: nobody does.</param>
internal sealed class TruthCamera(SimulatedCamera camera, SceneTruth truth, SceneScore? score) : ICamera
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
        truth.Record(frame.Sequence, camera.Truth);
        score?.Record(camera.Truth);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => camera.Dispose();
}
