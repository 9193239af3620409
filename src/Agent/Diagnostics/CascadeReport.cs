using System.Text.Json.Serialization;

namespace Agent.Diagnostics;

/// <summary>What <c>vigie bench --camera</c> prints: the whole cascade, gate included, on a recording.</summary>
/// <param name="Camera">The recording.</param>
/// <param name="Width">Columns of its frames.</param>
/// <param name="Height">Rows of its frames.</param>
/// <param name="Frames">Frames processed.</param>
/// <param name="AllocatedBytes">Bytes the frame loop allocated after its first frame.</param>
/// <param name="FrameMeanUs">Mean time of a frame, decoding excluded, microseconds.</param>
/// <param name="FrameMedianUs">Median time of a frame, microseconds.</param>
/// <param name="FrameP99Us">Time of a frame that 1 % exceed, microseconds.</param>
/// <param name="GateMeanUs">Of the mean, in the gate (exit 0).</param>
/// <param name="NetworkMeanUs">Of the mean, in the network.</param>
/// <param name="Looks">Crops the network looked at.</param>
/// <param name="ShareExit1">p1: share of the frames in which the network was asked at all.</param>
/// <param name="ShareLast">p2: share of the frames in which the last exit was reached.</param>
/// <param name="Disagreement">Loss: share of the looks whose answer is not the one the last exit gives.</param>
/// <param name="LastExitUs">Median time of the last exit used alone on one crop, in the same run.</param>
/// <param name="Blocks">Blocks of the gate a frame.</param>
/// <param name="Windows">Windows of the network's size a frame that overlap by half.</param>
/// <param name="SpeedupBlocks">The last exit on every block of each frame, over the mean time of a frame.</param>
/// <param name="SpeedupWindows">The last exit on every half-overlapping window of each frame, over the mean time of a frame.</param>
internal sealed record CascadeReport(
    string Camera,
    int Width,
    int Height,
    long Frames,
    long AllocatedBytes,
    double FrameMeanUs,
    double FrameMedianUs,
    double FrameP99Us,
    double GateMeanUs,
    double NetworkMeanUs,
    long Looks,
    double ShareExit1,
    double ShareLast,
    double Disagreement,
    double LastExitUs,
    int Blocks,
    int Windows,
    double SpeedupBlocks,
    double SpeedupWindows);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(CascadeReport))]
internal sealed partial class CascadeJson : JsonSerializerContext;
