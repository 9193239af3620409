namespace Inference.Format;

/// <summary>The words of the graph's JSON.</summary>
internal static class GraphNames
{
    public const string Standardize = "standardize";
    public const string ByteConv = "byte_conv";
    public const string Pool = "pool";
    public const string BinaryResidual = "binary_residual";
    public const string Sign = "sign";
    public const string BinaryConv = "binary_conv";

    public static string Of(ExitPolicyKind policy) => policy switch
    {
        ExitPolicyKind.Top1 => "top1",
        ExitPolicyKind.Margin => "margin",
        _ => "entropy",
    };

    /// <summary>The policy that follows.</summary>
    public static ExitPolicyKind Policy(ref JsonCursor cursor) => cursor.NextText("a policy") switch
    {
        "top1" => ExitPolicyKind.Top1,
        "margin" => ExitPolicyKind.Margin,
        "entropy" => ExitPolicyKind.Entropy,
        string other => throw cursor.Fault($"the policy \"{other}\"", "top1, margin or entropy"),
    };

    public static string Of(ExitReference reference) => reference == ExitReference.Last ? "last" : "labels";

    public static string Of(PoolKind pool) => pool == PoolKind.Max ? "max" : "average";
}
