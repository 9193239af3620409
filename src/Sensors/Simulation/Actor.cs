namespace Sensors.Simulation;

/// <summary>One person or vehicle with its place and pose.</summary>
internal struct Actor
{
    /// <summary>What it is.</summary>
    public SceneClass Class;

    /// <summary>Clothes, when it is a person.</summary>
    public PersonLook Person;

    /// <summary>Limbs, when it is a person.</summary>
    public Posture Posture;

    /// <summary>Body, when it is a vehicle.</summary>
    public VehicleLook Vehicle;

    /// <summary>Point on the ground under its middle, metres.</summary>
    public Point3 At;

    /// <summary>Direction of its front, turns.</summary>
    public double Heading;

    /// <summary>A random one at the origin.</summary>
    public static Actor Random(SceneClass kind, ref SceneRandom random, SceneLooks looks = SceneLooks.Usual)
    {
        Actor actor = new() { Class = kind };
        if (kind == SceneClass.Person)
        {
            actor.Person = looks == SceneLooks.Other ? OtherLooks.Person(ref random) : PersonLook.Random(ref random);
            actor.Posture = Posture.Random(ref random);
            actor.Heading = random.Unit();
            return actor;
        }

        actor.Vehicle = looks == SceneLooks.Other ? OtherLooks.Vehicle(ref random) : VehicleLook.Random(ref random);
        double end = random.Chance(0.5) ? 0.5 : 0;
        actor.Heading = random.Chance(0.6) ? end + 0.045 * random.Bell() : random.Unit();
        return actor;
    }

    /// <summary>The room it takes on the ground.</summary>
    /// <param name="scale">Its size relative to the body's.</param>
    public readonly Footprint Footprint(double scale) => Class == SceneClass.Person
        ? new Footprint(At, Heading, 0.42 * scale * Person.Build, 0.4 * scale, Person.Height * 0.95)
        : new Footprint(At, Heading, Vehicle.Width * scale, Vehicle.Length * scale, Vehicle.Height * 0.9);

    /// <summary>Changes the luma of clothes or paint that can hardly be told from the background.</summary>
    public void StandOut(Canvas background, ref SceneRandom random)
    {
        long sum = 0;
        foreach (byte luma in background.Luma)
            sum += luma;
        double mean = (double)sum / background.Luma.Length;
        double dark = random.Uniform(10, Math.Max(20, mean - 45)), bright = random.Uniform(Math.Min(230, mean + 45), 250);
        double other = mean > random.Uniform(70, 170) ? dark : bright;
        if (Math.Abs(Person.Top.Luma - mean) < 35)
            Person.Top.Luma = other;
        if (Math.Abs(Person.Bottom.Luma - mean) < 35)
            Person.Bottom.Luma = dark;
        if (Math.Abs(Vehicle.Body.Luma - mean) < 30)
            Vehicle.Body.Luma = other;
    }

    /// <summary>Adds its parts to a sketch.</summary>
    public readonly void AddTo(Sketch sketch)
    {
        if (Class == SceneClass.Person)
            PersonModel.Add(sketch, Person, Posture, At, Heading);
        else
            VehicleModel.Add(sketch, Vehicle, At, Heading);
    }

    /// <summary>Adds the glow of burning lights to what is drawn.</summary>
    public readonly void AddGlow(Canvas canvas, in Perspective view, double strength)
    {
        Point3 front = new(Wave.Sin(Heading), Wave.Cos(Heading), 0);
        Point3 right = new(Wave.Cos(Heading), -Wave.Sin(Heading), 0);
        bool faces = (At - view.Eye).Dot(front) < 0;
        double end = faces ? 0.5 : -0.5;
        double radius = view.Focal / view.Depth(At) * (faces ? 0.55 : 0.25);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            Point3 lamp = At + front * (Vehicle.Length * end) + right * (side * Vehicle.Width * 0.38) + new Point3(0, 0, 0.68);
            canvas.Glow(view.Project(lamp), radius, faces ? strength : strength * 0.4);
        }
    }
}
