namespace Sensors.Simulation;

/// <summary>One object on its way along a lane.</summary>
internal struct Mover
{
    private const double Step = 0.4;
    private const double Farthest = 160;

    /// <summary>Number of the object; 0 for an empty slot.</summary>
    public int Id;

    /// <summary>Index of its lane.</summary>
    public int Lane;

    /// <summary>Body and pose.</summary>
    public Actor Actor;

    /// <summary>Metres along the lane from its middle point.</summary>
    public double Travelled;

    /// <summary>Where it has left the picture.</summary>
    public double End;

    /// <summary>Metres a picture.</summary>
    public double Speed;

    private Lane _way;
    private Point3 _ahead;

    /// <summary>Puts an object just outside the picture where its lane enters.</summary>
    public static Mover Enter(int id, int laneIndex, in Lane lane, in Perspective view, SceneOptions options, ref SceneRandom random)
    {
        Mover mover = new() { Id = id, Lane = laneIndex, _way = lane, Actor = Actor.Random(lane.Class, ref random, options.Looks) };
        mover.Actor.Heading = lane.Heading;
        mover.Actor.Posture = Posture.Walk(random.Unit());
        mover.Actor.Posture.LeftElbow += random.Uniform(0, 0.1);
        mover.Actor.Posture.RightElbow += random.Uniform(0, 0.1);
        mover._ahead = new Point3(Wave.Sin(lane.Heading), Wave.Cos(lane.Heading), 0);
        mover.Speed = random.Uniform(lane.Slowest, lane.Fastest) / options.FramesPerSecond;
        if (options.Light != SceneLight.Day)
            mover.Actor.Vehicle.Headlight = 255;
        mover.Travelled = mover.Outside(-1, view, options);
        mover.End = mover.Outside(1, view, options);
        mover.Place();
        return mover;
    }

    /// <summary>Moves on by one picture.</summary>
    public void Advance()
    {
        Travelled += Speed;
        Actor.Posture.Phase += Speed / (0.83 * Actor.Person.Height + 0.001);
        Place();
    }

    private void Place() => Actor.At = _way.Through + _ahead * Travelled;

    private double Outside(int sign, in Perspective view, SceneOptions options)
    {
        double reach = 0;
        bool wasInside = false;
        for (double s = 0; s < Farthest; s += Step)
        {
            Actor.At = _way.Through + _ahead * (s * sign);
            bool isInside = IsInPicture(view, options);
            if (wasInside && !isInside)
                return s * sign;
            wasInside |= isInside;
            reach = s;
        }

        return reach * sign;
    }

    private readonly bool IsInPicture(in Perspective view, SceneOptions options)
    {
        Footprint box = Actor.Footprint(1.4);
        Point3 right = new Point3(Wave.Cos(box.Heading), -Wave.Sin(box.Heading), 0) * (box.Width / 2 + 0.3);
        Point3 front = new Point3(Wave.Sin(box.Heading), Wave.Cos(box.Heading), 0) * (box.Length / 2 + 0.4);
        if ((box.At - view.Eye).Dot(view.Forward) < 0.5)
            return false;
        double left = double.MaxValue, top = double.MaxValue, rightmost = double.MinValue, bottom = double.MinValue;
        for (int corner = 0; corner < 8; corner++)
        {
            Point3 above = new(0, 0, (corner & 4) / 4 * box.Height * 1.15);
            Point2 q = view.Project(box.At + right * ((corner & 1) * 2 - 1) + front * ((corner & 2) - 1) + above);
            left = Math.Min(left, q.X);
            rightmost = Math.Max(rightmost, q.X);
            top = Math.Min(top, q.Y);
            bottom = Math.Max(bottom, q.Y);
        }

        return rightmost > 0 && left < options.Width && bottom > 0 && top < options.Height;
    }
}
