namespace Optimizers.Chains.Towers;

/// <summary>What a step of a tower chain tries.</summary>
public enum TowerMove
{
    /// <summary>A sleeping layer is put in.</summary>
    Birth,

    /// <summary>A sleeping layer is taken away.</summary>
    Death,

    /// <summary>A gate goes up or down by 1.</summary>
    Gate,

    /// <summary>Signs of one row of a layer flip.</summary>
    Signs,

    /// <summary>Signs of one class of the exit flip.</summary>
    Exit,
}
