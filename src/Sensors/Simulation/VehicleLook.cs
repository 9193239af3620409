namespace Sensors.Simulation;

/// <summary>Shape and paint of one vehicle; lengths in metres.</summary>
internal struct VehicleLook
{
    /// <summary>Body.</summary>
    public VehicleKind Kind;

    /// <summary>From bumper to bumper.</summary>
    public double Length;

    /// <summary>Without mirrors.</summary>
    public double Width;

    /// <summary>Ground to roof.</summary>
    public double Height;

    /// <summary>Height where the windows begin.</summary>
    public double Belt;

    /// <summary>Paint.</summary>
    public Surface Body;

    /// <summary>Windows.</summary>
    public Surface Glass;

    /// <summary>Bumpers, tyres, grille.</summary>
    public Surface Trim;

    /// <summary>Box of a lorry.</summary>
    public Surface Cargo;

    /// <summary>Height of the box of a lorry, 0: the whole height.</summary>
    public double CargoHeight;

    /// <summary>Luma of the wheel rims.</summary>
    public double Rim;

    /// <summary>Luma of the headlights.</summary>
    public double Headlight;

    /// <summary>Luma of the tail lights.</summary>
    public double TailLight;

    /// <summary>Something on the roof.</summary>
    public bool HasRack;

    /// <summary>A spare wheel on the rear door.</summary>
    public bool HasSpareWheel;

    /// <summary>Paints a vehicle.</summary>
    public static VehicleLook Random(ref SceneRandom random)
    {
        double pick = random.Unit();
        VehicleKind kind = pick < 0.2 ? VehicleKind.Hatchback : pick < 0.45 ? VehicleKind.Saloon : pick < 0.7 ? VehicleKind.Estate
            : pick < 0.78 ? VehicleKind.Pickup : pick < 0.88 ? VehicleKind.Van : pick < 0.96 ? VehicleKind.Truck : VehicleKind.Bus;
        double tone = random.Unit();
        double luma = tone < 0.4 ? random.Uniform(15, 70) : tone < 0.65 ? random.Uniform(70, 150) : random.Uniform(150, 245);
        VehicleLook look = new()
        {
            Kind = kind,
            Body = new Surface { Luma = luma, Gloss = random.Uniform(0, 35), Cell = 1 },
            Glass = new Surface { Luma = random.Uniform(12, 75), Gloss = random.Uniform(-20, 70), Cell = 0.6, Seed = random.Below(99) },
            Trim = Surface.Plain(random.Uniform(8, 45)),
            Cargo = Surface.Plain(random.Chance(0.7) ? random.Uniform(160, 245) : random.Uniform(40, 160)),
            Rim = random.Uniform(50, 190),
            Headlight = random.Uniform(150, 255),
            TailLight = random.Uniform(50, 120),
            HasRack = random.Chance(0.12),
            HasSpareWheel = kind == VehicleKind.Estate && random.Chance(0.15),
        };
        if (random.Chance(0.4))
        {
            look.Glass.Texture = Texture.Noise;
            look.Glass.Amplitude = random.Uniform(5, 35);
        }

        look.Measure(ref random);
        return look;
    }

    private void Measure(ref SceneRandom random)
    {
        (Length, Width, Height, Belt) = Kind switch
        {
            VehicleKind.Hatchback => (random.Uniform(3.4, 4.2), 1.68, random.Uniform(1.4, 1.55), 0.88),
            VehicleKind.Saloon => (random.Uniform(4.3, 5.1), 1.8, random.Uniform(1.36, 1.48), 0.86),
            VehicleKind.Estate => (random.Uniform(4.2, 4.9), 1.85, random.Uniform(1.5, 1.85), random.Uniform(0.9, 1.1)),
            VehicleKind.Pickup => (random.Uniform(4.8, 5.6), 1.9, random.Uniform(1.65, 1.85), 1.05),
            VehicleKind.Van => (random.Uniform(4.6, 6.0), 2.0, random.Uniform(1.9, 2.6), 1.15),
            VehicleKind.Truck => (random.Uniform(6.0, 9.0), 2.3, random.Uniform(2.7, 3.5), 1.35),
            _ => (random.Uniform(9, 11.5), 2.5, random.Uniform(2.9, 3.2), 1.2),
        };
    }
}
