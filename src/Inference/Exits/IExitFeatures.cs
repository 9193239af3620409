namespace Inference.Exits;

/// <summary>What a linear head reads of the last map of a stage: the mean of each cell and channel. Immutable; allocates nothing.</summary>
internal interface IExitFeatures
{
    /// <summary>Features of one picture.</summary>
    int Length { get; }

    /// <summary>Writes <see cref="Workspace.Features"/>, <c>[cell][channel]</c>, all above −32,768.</summary>
    void Gather(Workspace workspace);
}
