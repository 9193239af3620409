namespace Inference.Format;

/// <summary>What a 2×2 pool keeps of its four values.</summary>
public enum PoolKind
{
    /// <summary>The largest; of bits +1 if any is +1.</summary>
    Max,

    /// <summary><c>(a + b + c + d + 2) &gt;&gt; 2</c>; not for bits.</summary>
    Average,
}
