using Optimizers.Learning.Memory;

namespace Optimizers.Learning.Rounds;

/// <summary>Names of the sources of labels, as patches and reports have them.</summary>
public static class LabelSources
{
    /// <summary>The name: operator, exit, board, audit, truth.</summary>
    public static string NameOf(LabelSource source) => source switch
    {
        LabelSource.Operator => "operator",
        LabelSource.LaterExit => "exit",
        LabelSource.OtherBoard => "board",
        LabelSource.Audit => "audit",
        _ => "truth",
    };
}
