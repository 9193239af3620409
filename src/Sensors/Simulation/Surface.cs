namespace Sensors.Simulation;

/// <summary>What a thing in the scene is made of.</summary>
internal struct Surface
{
    /// <summary>Luma in full light, 0 to 255.</summary>
    public double Luma;

    /// <summary>Pattern on it.</summary>
    public Texture Texture;

    /// <summary>Strength of the pattern, luma.</summary>
    public double Amplitude;

    /// <summary>Size of a cell of the pattern, metres.</summary>
    public double Cell;

    /// <summary>Which cut of the pattern.</summary>
    public int Seed;

    /// <summary>Reflection of the sky: luma added from the lowest to the highest row of the shape.</summary>
    public double Gloss;

    /// <summary>Shines by itself: the light of the scene does not change it.</summary>
    public bool IsLamp;

    /// <summary>An even surface.</summary>
    public static Surface Plain(double luma) => new() { Luma = luma, Cell = 1 };

    /// <summary>A surface with irregular folds.</summary>
    public static Surface Cloth(double luma, double amplitude, double cell, int seed) =>
        new() { Luma = luma, Texture = Texture.Noise, Amplitude = amplitude, Cell = cell, Seed = seed };
}
