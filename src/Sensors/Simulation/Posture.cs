namespace Sensors.Simulation;

/// <summary>How the limbs of a person stand at one moment; angles in turns.</summary>
internal struct Posture
{
    /// <summary>Place in the walking cycle, turns.</summary>
    public double Phase;

    /// <summary>Greatest angle of a thigh from the vertical.</summary>
    public double Stride;

    /// <summary>Bend of the left elbow.</summary>
    public double LeftElbow;

    /// <summary>Bend of the right elbow.</summary>
    public double RightElbow;

    /// <summary>Lift of the left upper arm to the front.</summary>
    public double LeftLift;

    /// <summary>Lift of the right upper arm to the front.</summary>
    public double RightLift;

    /// <summary>Spread of both upper arms to the side.</summary>
    public double Spread;

    /// <summary>Bend of the knees, 0 upright to 1 crouching.</summary>
    public double Crouch;

    /// <summary>Lean of the trunk to the front.</summary>
    public double Lean;

    /// <summary>Turn of the head against the trunk.</summary>
    public double Look;

    /// <summary>Walking with the arms swinging.</summary>
    /// <param name="phase">Place in the cycle of two steps, turns.</param>
    public static Posture Walk(double phase) => new() { Phase = phase, Stride = 0.075, LeftElbow = 0.06, RightElbow = 0.06 };

    /// <summary>A random pose: walking, standing, waiting, pointing, looking at a telephone, bending down.</summary>
    public static Posture Random(ref SceneRandom random)
    {
        Posture pose = Walk(random.Unit());
        pose.Stride = random.Chance(0.3) ? random.Uniform(0, 0.015) : random.Uniform(0.03, 0.1);
        pose.Lean = random.Uniform(-0.01, 0.03);
        pose.Look = 0.06 * random.Bell();
        pose.Spread = random.Chance(0.2) ? random.Uniform(0, 0.15) : random.Uniform(0, 0.03);
        if (random.Chance(0.35))
            Occupy(ref pose, ref random, both: random.Chance(0.6));
        if (random.Chance(0.05))
            pose.Crouch = random.Uniform(0.2, 1);
        if (random.Chance(0.06))
            pose.Lean = random.Uniform(0.03, 0.12);
        return pose;
    }

    private static void Occupy(ref Posture pose, ref SceneRandom random, bool both)
    {
        pose.LeftElbow = random.Uniform(0.15, 0.36);
        pose.LeftLift = random.Chance(0.15) ? random.Uniform(0.1, 0.4) : random.Uniform(0, 0.1);
        if (!both)
            return;
        pose.RightElbow = pose.LeftElbow + random.Uniform(-0.05, 0.05);
        pose.RightLift = pose.LeftLift;
    }
}
