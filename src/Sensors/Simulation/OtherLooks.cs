namespace Sensors.Simulation;

/// <summary>Clothing and vehicles of <see cref="SceneLooks.Other"/>: patterns, lengths and proportions that <see cref="SceneLooks.Usual"/> never draws.</summary>
internal static class OtherLooks
{
    /// <summary>Dresses somebody.</summary>
    public static PersonLook Person(ref SceneRandom random)
    {
        PersonLook look = PersonLook.Random(ref random);
        look.IsOpen = false;
        look.HasBareArms = false;
        if (random.Chance(0.35))
            Warn(ref look, ref random);
        else
            Wrap(ref look, ref random);
        return look;
    }

    /// <summary>Paints a vehicle.</summary>
    public static VehicleLook Vehicle(ref SceneRandom random)
    {
        VehicleLook look = VehicleLook.Random(ref random);
        look.HasRack = false;
        look.HasSpareWheel = false;
        look.Body = Livery(ref random);
        (look.Kind, look.Length, look.Width, look.Height, look.Belt) = random.Below(5) switch
        {
            0 => (VehicleKind.Van, random.Uniform(3.0, 3.39), 1.5, random.Uniform(1.8, 2.0), 1.0),
            1 => (VehicleKind.Bus, random.Uniform(5.6, 7.0), 2.1, random.Uniform(2.9, 3.4), 1.3),
            2 => (VehicleKind.Hatchback, random.Uniform(2.6, 3.0), 1.4, random.Uniform(1.6, 1.75), 0.92),
            _ => (VehicleKind.Truck, random.Uniform(4.4, 6.0), 1.75, random.Uniform(2.2, 2.6), 1.25),
        };
        if (look.Kind == VehicleKind.Truck)
            Load(ref look, ref random);
        return look;
    }

    /// <summary>A high-visibility suit: light with broad dark bands, and a light helmet.</summary>
    private static void Warn(ref PersonLook look, ref SceneRandom random)
    {
        Surface suit = new()
        {
            Luma = random.Uniform(185, 235),
            Texture = Texture.Stripes,
            Amplitude = random.Uniform(50, 75),
            Cell = random.Uniform(0.2, 0.35),
            Seed = random.Below(200),
        };
        look.Top = suit;
        look.Bottom = suit;
        look.HasSkirt = false;
        look.HasBareLegs = false;
        look.HairStyle = HairStyle.Hat;
        look.Hair = Surface.Plain(random.Uniform(200, 250));
    }

    /// <summary>A light coat down to the shins, often under an umbrella.</summary>
    private static void Wrap(ref PersonLook look, ref SceneRandom random)
    {
        look.Top = Surface.Cloth(random.Uniform(170, 245), random.Uniform(5, 30), random.Uniform(0.05, 0.3), random.Below(200));
        look.Hem = random.Uniform(0.15, 0.4);
        look.HairStyle = random.Chance(0.5) ? HairStyle.Hood : HairStyle.Hat;
        look.HasUmbrella = random.Chance(0.35);
        look.Umbrella = new Surface
        {
            Luma = random.Chance(0.5) ? random.Uniform(15, 60) : random.Uniform(150, 240),
            Texture = random.Chance(0.5) ? Texture.Checks : Texture.Plain,
            Amplitude = random.Uniform(20, 60),
            Cell = random.Uniform(0.2, 0.4),
        };
    }

    private static Surface Livery(ref SceneRandom random) => new()
    {
        Luma = random.Uniform(90, 200),
        Texture = random.Chance(0.6) ? Texture.Stripes : Texture.Checks,
        Amplitude = random.Uniform(10, 30),
        Cell = random.Uniform(0.4, 1.1),
        Seed = random.Below(200),
    };

    /// <summary>A low open bed, or a load that towers above the cab.</summary>
    private static void Load(ref VehicleLook look, ref SceneRandom random)
    {
        bool isLoaded = random.Chance(0.5);
        look.CargoHeight = isLoaded ? random.Uniform(2.9, 3.6) : random.Uniform(1.05, 1.25);
        look.Cargo = isLoaded ? Surface.Cloth(random.Uniform(60, 200), 50, random.Uniform(0.2, 0.5), random.Below(200)) : Livery(ref random);
        look.Height = Math.Max(look.Height, look.CargoHeight * 0.95);
    }
}
