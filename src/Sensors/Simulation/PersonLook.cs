namespace Sensors.Simulation;

/// <summary>Body and clothes of one person.</summary>
internal struct PersonLook
{
    /// <summary>Height, metres.</summary>
    public double Height;

    /// <summary>Width relative to a slim adult, 0.9 to 1.35.</summary>
    public double Build;

    /// <summary>Jacket or shirt.</summary>
    public Surface Top;

    /// <summary>Trousers or skirt.</summary>
    public Surface Bottom;

    /// <summary>Face, hands and bare limbs.</summary>
    public Surface Skin;

    /// <summary>Hair, or what covers it.</summary>
    public Surface Hair;

    /// <summary>Shoes.</summary>
    public Surface Shoes;

    /// <summary>Bag, when there is one.</summary>
    public Surface BagCloth;

    /// <summary>Where the jacket ends, share of the height of the hips: 1 at the hips, 0.55 at the knees.</summary>
    public double Hem;

    /// <summary>Where the hair ends.</summary>
    public HairStyle HairStyle;

    /// <summary>What is carried.</summary>
    public Bag Bag;

    /// <summary>A skirt in place of trousers.</summary>
    public bool HasSkirt;

    /// <summary>Arms bare below the sleeve.</summary>
    public bool HasBareArms;

    /// <summary>Legs bare below the knee.</summary>
    public bool HasBareLegs;

    /// <summary>A jacket that stands open over a shirt of another luma.</summary>
    public bool IsOpen;

    /// <summary>Luma of that shirt.</summary>
    public double Shirt;

    /// <summary>An open umbrella above the head.</summary>
    public bool HasUmbrella;

    /// <summary>Its cloth.</summary>
    public Surface Umbrella;

    /// <summary>Dresses somebody.</summary>
    public static PersonLook Random(ref SceneRandom random)
    {
        double skin = random.Uniform(70, 205);
        PersonLook look = new()
        {
            Height = random.Chance(0.1) ? random.Uniform(1.1, 1.5) : 1.72 + 0.09 * random.Bell(),
            Build = random.Uniform(0.9, 1.25),
            Top = Garment(ref random),
            Bottom = Garment(ref random),
            Skin = Surface.Plain(skin),
            Hair = Surface.Cloth(random.Chance(0.75) ? random.Uniform(8, 70) : random.Uniform(70, 220), 14, 0.04, random.Below(90)),
            Shoes = Surface.Plain(random.Chance(0.7) ? random.Uniform(10, 60) : random.Uniform(60, 230)),
            BagCloth = Garment(ref random),
            Hem = random.Chance(0.25) ? random.Uniform(0.5, 0.85) : random.Uniform(0.92, 1.02),
            HairStyle = (HairStyle)random.Below(6),
            Bag = random.Chance(0.5) ? Bag.None : (Bag)(1 + random.Below(3)),
            HasSkirt = random.Chance(0.15),
            HasBareArms = random.Chance(0.25),
            HasBareLegs = random.Chance(0.15),
            IsOpen = random.Chance(0.2),
            Shirt = random.Uniform(20, 240),
        };
        if (look.Bottom.Luma > 150 && random.Chance(0.7))
            look.Bottom.Luma *= 0.4;
        return look;
    }

    private static Surface Garment(ref SceneRandom random)
    {
        double pick = random.Unit();
        double luma = pick < 0.5 ? random.Uniform(8, 70) : pick < 0.8 ? random.Uniform(60, 150) : random.Uniform(140, 250);
        double kind = random.Unit();
        return new Surface
        {
            Luma = luma,
            Texture = kind < 0.92 ? Texture.Noise : kind < 0.97 ? Texture.Stripes : Texture.Checks,
            Amplitude = kind < 0.92 ? 6 + luma * random.Uniform(0.04, 0.22) : random.Uniform(8, 45),
            Cell = kind < 0.92 ? random.Uniform(0.05, 0.16) : random.Uniform(0.06, 0.18),
            Seed = random.Below(200),
        };
    }
}
