namespace Inference.Format;

/// <summary>The words for scores and references in the graph's JSON.</summary>
internal static class ExitNames
{
    public static string Of(ExitPolicyKind policy) => policy switch
    {
        ExitPolicyKind.Top1 => "top1",
        ExitPolicyKind.Margin => "margin",
        ExitPolicyKind.Entropy => "entropy",
        _ => "vote",
    };

    public static string Of(ExitReference reference) => reference == ExitReference.Last ? "last" : "labels";

    /// <summary>The policy that follows.</summary>
    public static ExitPolicyKind Policy(ref JsonCursor cursor) => cursor.NextText("a policy") switch
    {
        "top1" => ExitPolicyKind.Top1,
        "margin" => ExitPolicyKind.Margin,
        "entropy" => ExitPolicyKind.Entropy,
        "vote" => ExitPolicyKind.Vote,
        string other => throw cursor.Fault($"the policy \"{other}\"", "top1, margin, entropy or vote"),
    };

    /// <summary>The reference that follows.</summary>
    public static ExitReference Reference(ref JsonCursor cursor) => cursor.NextText("a reference") switch
    {
        "last" => ExitReference.Last,
        "labels" => ExitReference.Labels,
        string other => throw cursor.Fault($"the reference \"{other}\"", "last or labels"),
    };
}
