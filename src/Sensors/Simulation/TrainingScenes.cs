namespace Sensors.Simulation;

/// <summary>Renders crops of random scenes for training: domain randomisation.</summary>
/// <remarks>
/// Tobin et al., Domain randomization for transferring deep neural networks from simulation to the real world, IROS 2017: where the
/// rendered world varies more than the real one, the real one is just another variation. The same seed gives the same crop on
/// every machine. Safe on several threads at once; each keeps its own working memory.
/// </remarks>
public static class TrainingScenes
{
    [ThreadStatic]
    private static CropStage? _stage;

    /// <summary>Renders one crop as the agent cuts it: the box of the object with a margin, stretched to a square.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="what">What is in it; null for nothing but background and what may be mistaken for an object.</param>
    /// <param name="crop">Receives the luma, <c>[size × size]</c>.</param>
    /// <param name="size">Rows and columns, 16 to 256.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size out of range.</exception>
    /// <exception cref="ArgumentException"><paramref name="crop"/> is not size × size.</exception>
    public static void Render(long seed, SceneClass? what, Span<byte> crop, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 256);
        if (crop.Length != size * size)
            throw new ArgumentException($"found room for {crop.Length} pixels, expected {size} × {size} = {size * size}", nameof(crop));
        if (_stage is null || _stage.Size != size)
            _stage = new CropStage(size);
        _stage.Render(seed, what, crop);
    }
}
