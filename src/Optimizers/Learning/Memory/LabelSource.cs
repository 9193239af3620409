namespace Optimizers.Learning.Memory;

/// <summary>Where a label came from. Numbers are those of the file.</summary>
public enum LabelSource : byte
{
    /// <summary>A person, over the topic <c>label</c>.</summary>
    Operator = 0,

    /// <summary>A later exit of the same network, whose certificate is stronger.</summary>
    LaterExit = 1,

    /// <summary>Another board, whose certificate is stronger.</summary>
    OtherBoard = 2,

    /// <summary>The full network, run on a frame that an early exit had answered.</summary>
    Audit = 3,

    /// <summary>The simulator's ground truth.</summary>
    Simulator = 4,
}
