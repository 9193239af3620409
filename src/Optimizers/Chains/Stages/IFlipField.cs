namespace Optimizers.Chains.Stages;

/// <summary>A risk that knows what each flip of the visited unit's signs would change.</summary>
public interface IFlipField
{
    /// <summary>A number that no other state of this object has had: what <see cref="Field"/> said under it holds as long as it stands.</summary>
    long Version { get; }

    /// <summary>ΔR_n, over all parts, exactly, in 1/65536, if that sign of the visited unit alone were flipped.</summary>
    /// <param name="change"><c>[movable]</c>: the first weights of the row.</param>
    void Field(Span<long> change);
}
