namespace Sensors.Simulation;

/// <summary>Lets objects enter, moves them and lets them leave.</summary>
internal sealed class Traffic
{
    /// <summary>Most objects at a time.</summary>
    public const int Most = 3;

    private const double MeanOfGap = 1.07;

    private readonly SceneOptions _options;
    private readonly Place _place;
    private readonly Mover[] _movers = new Mover[Most];
    private readonly int[] _order = new int[Most];
    private SceneRandom _random;
    private double _next;
    private int _lastId;

    /// <summary>Starts with an empty scene.</summary>
    public Traffic(SceneOptions options, Place place, SceneRandom random)
    {
        _options = options;
        _place = place;
        _random = random;
        _next = options.FramesPerSecond * _random.Uniform(2, 4);
    }

    /// <summary>Objects in the scene.</summary>
    public int Count { get; private set; }

    /// <summary>An object, the farthest first.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    public ref readonly Mover this[int index] => ref _movers[_order[index]];

    /// <summary>Moves on by one picture.</summary>
    /// <param name="frame">Number of the picture.</param>
    public void Advance(long frame)
    {
        for (int i = 0; i < Most; i++)
        {
            if (_movers[i].Id == 0)
                continue;
            _movers[i].Advance();
            if (_movers[i].Travelled > _movers[i].End)
                _movers[i].Id = 0;
        }

        if (_options.ObjectsPerMinute > 0 && frame >= _next)
            Arrive(frame);
        Sort();
    }

    private void Arrive(long frame)
    {
        double mean = 60.0 * _options.FramesPerSecond / (_options.ObjectsPerMinute * MeanOfGap);
        int slot = FreeSlot();
        int lane = _random.Below(_place.Lanes.Length);
        SceneClass wanted = _random.Chance(0.5) ? SceneClass.Person : SceneClass.Vehicle;
        for (int i = 0; i < _place.Lanes.Length && _place.Lanes[lane].Class != wanted; i++)
            lane = (lane + 1) % _place.Lanes.Length;
        if (slot < 0 || IsTaken(lane))
        {
            _next = frame + _options.FramesPerSecond;
            return;
        }

        _movers[slot] = Mover.Enter(++_lastId, lane, _place.Lanes[lane], _place.View, _options, ref _random);
        _next = frame + mean * (_random.Chance(0.25) ? _random.Uniform(1.5, 3) : _random.Uniform(0.15, 1.2));
    }

    private int FreeSlot()
    {
        for (int i = 0; i < Most; i++)
        {
            if (_movers[i].Id == 0)
                return i;
        }

        return -1;
    }

    private bool IsTaken(int lane)
    {
        foreach (ref readonly Mover mover in _movers.AsSpan())
        {
            if (mover.Id != 0 && mover.Lane == lane)
                return true;
        }

        return false;
    }

    private void Sort()
    {
        Count = 0;
        for (int i = 0; i < Most; i++)
        {
            if (_movers[i].Id == 0)
                continue;
            double depth = _place.View.Depth(_movers[i].Actor.At);
            int j = Count++;
            while (j > 0 && _place.View.Depth(_movers[_order[j - 1]].Actor.At) < depth)
            {
                _order[j] = _order[j - 1];
                j--;
            }

            _order[j] = i;
        }
    }
}
