using Optimizers.Learning.Memory;

namespace Agent.Learning;

/// <summary>A label offered for an event.</summary>
/// <param name="EventId">The event's <c>id</c>: 1 to 64 of <c>A-Z a-z 0-9 -</c>; whether the board has it is for the learner to say.</param>
/// <param name="Label">Name of a class, 1 to 64 characters; whether the network has it is for the learner to say.</param>
/// <param name="Source">Who says so; over MQTT <see cref="LabelSource.Operator"/> or <see cref="LabelSource.OtherBoard"/>.</param>
/// <param name="Risk">Of a teacher's certificate: the share ε of its answers that may be wrong, above 0 and below 1; null: no certificate.</param>
/// <param name="Failure">With probability 1 − δ, above 0 and below 1; null: no certificate.</param>
/// <param name="TeacherHash">SHA-256 of the teacher's weights, 64 lower hex digits; null: no teacher.</param>
internal sealed record LabelRequest(string EventId, string Label, LabelSource Source, double? Risk = null, double? Failure = null,
    string? TeacherHash = null);
