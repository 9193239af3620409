namespace Optimizers.Augmentation;

/// <summary>How strongly pictures are changed; a probability of 0 switches a change off.</summary>
public sealed record AugmentationRecipe
{
    /// <summary>Probability of mirroring left and right.</summary>
    public double Flip { get; set; } = 0.5;

    /// <summary>Greatest shift, as a share of the side.</summary>
    public double Shift { get; set; } = 0.1;

    /// <summary>Greatest change of size: 0.25 = from 1/1.25 to 1.25.</summary>
    public double Scale { get; set; } = 0.25;

    /// <summary>Greatest change of the proportion of the sides, like <see cref="Scale"/>.</summary>
    public double Aspect { get; set; } = 0.15;

    /// <summary>Greatest turn, degrees.</summary>
    public double Turn { get; set; } = 8;

    /// <summary>Probability of keeping only a part (at least 0.45 of each side), stretched: objects cut by the picture's edge or half hidden.</summary>
    public double Part { get; set; } = 0.3;

    /// <summary>Probability of a low resolution (down to a quarter) and back.</summary>
    public double LowResolution { get; set; } = 0.4;

    /// <summary>Probability of blur.</summary>
    public double Blur { get; set; } = 0.3;

    /// <summary>Probability of another contrast, brightness and gamma.</summary>
    public double Tone { get; set; } = 0.8;

    /// <summary>Probability of a shadow with a straight, soft edge.</summary>
    public double Shadow { get; set; } = 0.25;

    /// <summary>Probability of a covered rectangle.</summary>
    public double Cover { get; set; } = 0.25;

    /// <summary>Probability of sensor noise.</summary>
    public double Noise { get; set; } = 0.5;

    /// <summary>Greatest deviation of the noise, grey levels.</summary>
    public double NoiseDeviation { get; set; } = 12;

    /// <summary>Probability of JPEG compression.</summary>
    public double Jpeg { get; set; } = 0.4;
}
