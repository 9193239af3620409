namespace Sensors.Simulation;

/// <summary>Builds a person from hulls of spheres.</summary>
/// <remarks>
/// Lengths of the limbs are shares of the height after Drillis and Contini, Body segment parameters, 1966 (knee 0.285, hip 0.53,
/// shoulder 0.818). Built for 1.75 m and scaled. Local axes: x to the person's right, y to the front, z upwards.
/// </remarks>
internal readonly ref struct PersonModel
{
    private const double Hip = 0.92;
    private const double Shoulder = 1.42;

    private readonly Sketch _sketch;
    private readonly ref readonly PersonLook _look;
    private readonly ref readonly Posture _pose;
    private readonly Point3 _at;
    private readonly Point3 _right;
    private readonly Point3 _front;
    private readonly double _scale;
    private readonly double _drop;

    private PersonModel(Sketch sketch, in PersonLook look, in Posture pose, Point3 at, double heading)
    {
        _sketch = sketch;
        _look = ref look;
        _pose = ref pose;
        _at = at;
        _right = new Point3(Wave.Cos(heading), -Wave.Sin(heading), 0);
        _front = new Point3(Wave.Sin(heading), Wave.Cos(heading), 0);
        _scale = look.Height / 1.75;
        double straight = Wave.Cos(pose.Stride * Math.Abs(Wave.Sin(pose.Phase)));
        _drop = 0.86 * (1 - straight) + 0.42 * pose.Crouch;
    }

    /// <summary>Adds a person to a sketch.</summary>
    /// <param name="sketch">Receives the parts.</param>
    /// <param name="look">Body and clothes.</param>
    /// <param name="pose">Limbs.</param>
    /// <param name="at">The point on the ground between the feet.</param>
    /// <param name="heading">Direction faced: 0 away from a camera that looks along y, turns clockwise seen from above.</param>
    public static void Add(Sketch sketch, in PersonLook look, in Posture pose, Point3 at, double heading)
    {
        PersonModel person = new(sketch, look, pose, at, heading);
        person.AddLeg(-1, pose.Phase);
        person.AddLeg(1, pose.Phase + 0.5);
        person.AddTrunk();
        person.AddArm(-1, pose.Phase + 0.5, pose.LeftElbow, pose.LeftLift);
        person.AddArm(1, pose.Phase, pose.RightElbow, pose.RightLift);
        person.AddHead();
        person.AddBag();
        if (look.HasUmbrella)
            person.AddUmbrella();
    }

    private Ball At(double x, double y, double z, double radius)
    {
        double local = z - _drop;
        double above = Math.Max(0, z - Hip);
        double forward = y + above * Wave.Sin(_pose.Lean);
        double height = local - above * (1 - Wave.Cos(_pose.Lean));
        Point3 p = _at + _right * (x * _scale) + _front * (forward * _scale) + new Point3(0, 0, Math.Max(0, height) * _scale);
        return new Ball(p, radius * _scale);
    }

    private void AddLeg(int side, double phase)
    {
        double wide = _look.Build;
        double thigh = _pose.Stride * Wave.Sin(phase) + 0.2 * _pose.Crouch;
        double bend = _pose.Stride * 1.1 * Math.Max(0, Wave.Sin(phase + 0.2)) + 0.38 * _pose.Crouch;
        double kneeY = 0.44 * Wave.Sin(thigh);
        double kneeZ = Hip - 0.44 * Wave.Cos(thigh);
        double footY = kneeY + 0.42 * Wave.Sin(thigh - bend);
        double footZ = Math.Max(0.06 + _drop, kneeZ - 0.42 * Wave.Cos(thigh - bend));
        double x = side * 0.09 * wide;
        Ball hip = At(x, 0, Hip, 0.085 * wide);
        Ball knee = At(side * 0.085 * wide, kneeY, kneeZ, 0.062);
        Ball ankle = At(side * 0.085, footY, footZ, 0.045);
        Surface shin = _look.HasBareLegs || _look.HasSkirt ? _look.Skin : _look.Bottom;
        _sketch.AddRound([hip, knee], _look.Bottom);
        _sketch.AddRound([knee, ankle], shin);
        _sketch.AddRound([At(side * 0.085, footY, footZ - 0.03, 0.045), At(side * 0.1, footY + 0.17, footZ - 0.04, 0.033)], _look.Shoes);
    }

    private void AddTrunk()
    {
        double wide = _look.Build;
        double hem = Hip * _look.Hem;
        double flare = _look.Hem < 0.9 ? 0.035 : 0;
        _sketch.AddRound(
            [
                At(-0.13 * wide, -0.01, Shoulder - 0.03, 0.085), At(0.13 * wide, -0.01, Shoulder - 0.03, 0.085),
                At(-0.06 * wide, 0.03, 1.2, 0.12 * wide), At(0.06 * wide, 0.03, 1.2, 0.12 * wide),
                At(0.08 * wide, 0, 0.97, 0.1 * wide), At(-0.08 * wide, 0, 0.97, 0.1 * wide),
            ],
            _look.Top);
        _sketch.AddRound(
            [At(-0.085 * wide, 0, hem, 0.09 + flare), At(0.085 * wide, 0, hem, 0.09 + flare), At(0, 0, 1.1, 0.13 * wide)], _look.Top, 0.01);
        if (_look.IsOpen)
            _sketch.AddRound([At(0, 0.1 * wide, 1.38, 0.03), At(0, 0.15 * wide, 1.0, 0.05)], Surface.Plain(_look.Shirt), 0.03);
        if (_look.HasSkirt)
            _sketch.AddRound([At(0, 0, 0.95, 0.15 * wide), At(-0.09, 0, 0.58, 0.1), At(0.09, 0, 0.58, 0.1)], _look.Bottom, 0.06);
    }

    private void AddArm(int side, double phase, double elbow, double lift)
    {
        double wide = _look.Build;
        double swing = _pose.Stride * 0.9 * Wave.Sin(phase) + lift;
        double out1 = Wave.Sin(_pose.Spread + 0.02);
        double x0 = side * 0.172 * wide;
        double elbowX = x0 + side * 0.29 * out1;
        double elbowY = 0.29 * Wave.Sin(swing);
        double elbowZ = Shoulder - 0.04 - 0.29 * Wave.Cos(swing) * Wave.Cos(_pose.Spread);
        double turn = swing + elbow;
        double handX = elbowX + side * 0.26 * (out1 - (elbow > 0.12 ? 0.5 : 0.04));
        double handY = elbowY + 0.26 * Wave.Sin(turn);
        double handZ = elbowZ - 0.26 * Wave.Cos(turn) * Wave.Cos(_pose.Spread);
        Ball shoulder = At(x0, -0.01, Shoulder - 0.04, 0.068 * wide);
        Ball joint = At(elbowX, elbowY, elbowZ, 0.052);
        Ball hand = At(handX, handY, handZ, 0.042);
        _sketch.AddRound([shoulder, joint], _look.Top, 0.03);
        _sketch.AddRound([joint, hand], _look.HasBareArms ? _look.Skin : _look.Top, 0.02);
        _sketch.AddRound([At(handX, handY + 0.02, handZ - 0.03, 0.043)], _look.Skin, 0.03);
        if (side == 1 && _look.Bag == Bag.InHand)
            AddHandBag(handX, handY, handZ);
    }

    private void AddHandBag(double x, double y, double z) => _sketch.AddRound(
        [At(x, y - 0.1, z - 0.3, 0.06), At(x, y + 0.1, z - 0.3, 0.06), At(x, y, z - 0.1, 0.04)], _look.BagCloth, 0.02);

    private void AddHead()
    {
        double lookX = 0.09 * Wave.Sin(_pose.Look);
        _sketch.AddRound([At(0, -0.01, 1.42, 0.055), At(0, 0.01, 1.52, 0.05)], _look.Skin);
        _sketch.AddRound([At(lookX * 0.3, 0.03, 1.57, 0.07), At(lookX * 0.3, 0.015, 1.65, 0.088)], _look.Skin, 0.02);
        if (_look.HairStyle != HairStyle.Bald)
            AddHair(lookX);
        Surface dark = Surface.Plain(_look.Skin.Luma * 0.5);
        _sketch.AddRound([At(lookX - 0.035, 0.1, 1.635, 0.014), At(lookX + 0.035, 0.1, 1.635, 0.014)], dark, 0.005);
    }

    private void AddHair(double lookX)
    {
        Surface hair = _look.HairStyle == HairStyle.Hood ? _look.Top : _look.Hair;
        double size = _look.HairStyle == HairStyle.Curly ? 0.125 : _look.HairStyle == HairStyle.Hood ? 0.118 : 0.098;
        _sketch.AddRound([At(-lookX * 0.2, -0.035, 1.62, size), At(0, -0.015, 1.668, size)], hair);
        if (_look.HairStyle == HairStyle.Long)
            _sketch.AddRound([At(0, -0.05, 1.62, 0.1), At(-0.03, -0.09, 1.36, 0.07), At(0.03, -0.09, 1.36, 0.07)], hair, 0.01);
        if (_look.HairStyle == HairStyle.Hat)
        {
            _sketch.AddRound(
                [At(-0.09, -0.05, 1.7, 0.03), At(0.09, -0.05, 1.7, 0.03), At(0, 0.13, 1.7, 0.03), At(0, -0.12, 1.7, 0.03)], hair, 0.07);
            _sketch.AddRound([At(0, 0, 1.72, 0.09), At(0, 0, 1.76, 0.07)], hair, 0.08);
        }
    }

    private void AddBag()
    {
        if (_look.Bag == Bag.Backpack)
            _sketch.AddRound(
                [At(-0.1, -0.2, 1.35, 0.06), At(0.1, -0.2, 1.35, 0.06), At(0.11, -0.2, 1.05, 0.08), At(-0.11, -0.2, 1.05, 0.08)],
                _look.BagCloth);
        if (_look.Bag != Bag.OverShoulder)
            return;
        _sketch.AddRound([At(-0.12, 0.12, 1.42, 0.02), At(0.16, 0.14, 1.0, 0.02)], _look.BagCloth, 0.03);
        _sketch.AddRound([At(0.23, -0.08, 0.95, 0.06), At(0.23, 0.1, 0.95, 0.06), At(0.23, 0, 0.82, 0.07)], _look.BagCloth, 0.05);
    }

    private void AddUmbrella()
    {
        const double Rim = 0.47, X = 0.06, Y = 0.06;
        Span<Ball> cloth = stackalloc Ball[9];
        for (int i = 0; i < 8; i++)
            cloth[i] = At(X + Rim * Wave.Sin(i / 8.0), Y + Rim * Wave.Cos(i / 8.0), 1.86, 0.02);
        cloth[8] = At(X, Y, 2.06, 0.06);
        _sketch.AddRound([At(0.15, 0.2, 1.15, 0.014), At(X, Y, 1.95, 0.014)], Surface.Plain(40), 0.04);
        _sketch.AddRound(cloth, _look.Umbrella, 0.05);
    }
}
