using Agent.Tracking;

namespace Agent.Pipeline;

/// <summary>One crop looked at by the network, for traces.</summary>
/// <param name="FrameSequence">Number of the frame.</param>
/// <param name="TrackId">Track the crop belongs to.</param>
/// <param name="Box">Box of the object, without margin.</param>
/// <param name="Class">Index of the answer.</param>
/// <param name="Exit">Exit that answered, from 1.</param>
/// <param name="Confidence">Probability of the answer, 1/65536.</param>
public readonly record struct Decision(long FrameSequence, long TrackId, Box Box, int Class, int Exit, int Confidence);
