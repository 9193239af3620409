using System.Text.Json.Serialization;

namespace Agent.Telemetry;

/// <summary>How the messages become JSON; docs/mqtt.md has a block for each type and the tests hold them together.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(UtcTime)])]
[JsonSerializable(typeof(StateMessage))]
[JsonSerializable(typeof(InfoMessage))]
[JsonSerializable(typeof(CameraStatusMessage))]
[JsonSerializable(typeof(EventMessage))]
[JsonSerializable(typeof(AlarmMessage))]
[JsonSerializable(typeof(ExitsMessage))]
[JsonSerializable(typeof(HealthMessage))]
[JsonSerializable(typeof(EchoMessage))]
[JsonSerializable(typeof(LabelMessage))]
[JsonSerializable(typeof(LabelAnswerMessage))]
[JsonSerializable(typeof(CommandAnswerMessage))]
[JsonSerializable(typeof(LearnMessage))]
public sealed partial class Messages : JsonSerializerContext;
