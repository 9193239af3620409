namespace Sensors.Simulation;

/// <summary>What changes the picture and is no object: clouds, switched lights, blowing leaves, birds.</summary>
internal sealed class Distractors
{
    private readonly SceneOptions _options;
    private SceneRandom _random;
    private double _next;
    private double _target = 1;
    private double _rate;
    private double _restore = double.MaxValue;
    private double _flyerX;
    private double _flyerY;
    private double _flyerSpeed;
    private double _flyerSize;
    private double _flyerLuma;
    private bool _isBird;
    private bool _isFlying;

    /// <summary>Starts with none.</summary>
    public Distractors(SceneOptions options, SceneRandom random)
    {
        _options = options;
        _random = random;
        _next = Gap(0);
    }

    /// <summary>Light of the scene relative to its usual light.</summary>
    public double Light { get; private set; } = 1;

    /// <summary>Moves on by one picture.</summary>
    public void Advance(long frame)
    {
        if (_options.DistractorsPerMinute <= 0)
            return;
        if (frame >= _next)
        {
            _next = Gap(frame);
            Start(frame);
        }

        if (frame >= _restore)
        {
            _target = 1;
            _restore = double.MaxValue;
        }

        Light += Math.Clamp(_target - Light, -_rate, _rate);
        _flyerX += _flyerSpeed / _options.FramesPerSecond;
        if (_flyerX < -20 || _flyerX > _options.Width + 20)
            _isFlying = false;
    }

    /// <summary>Draws the leaf or bird of the moment.</summary>
    public void Draw(Canvas canvas, double seconds)
    {
        if (!_isFlying)
            return;
        double beat = Wave.Sin(seconds * (_isBird ? 2.3 : 1.1));
        double y = _flyerY + (_isBird ? 4 : 14) * Wave.Sin(seconds * 0.5);
        Point2 middle = new(_flyerX, y);
        Paint paint = new() { Base = _flyerLuma, Center = middle, Opacity = 1, Softness = 1.5 };
        double tip = _flyerSize * beat;
        canvas.Begin(0, 0);
        canvas.Fill([new(_flyerX - _flyerSize, y + tip), new(_flyerX, y - 1.2), new(_flyerX, y + 1.6)], paint);
        canvas.Fill([new(_flyerX + _flyerSize, y + tip), new(_flyerX, y - 1.2), new(_flyerX, y + 1.6)], paint);
    }

    private double Gap(long frame) =>
        frame + 60.0 * _options.FramesPerSecond / Math.Max(0.01, _options.DistractorsPerMinute) * _random.Uniform(0.3, 1.7);

    private void Start(long frame)
    {
        if (_random.Chance(0.45))
        {
            bool isSwitch = _options.Layout == SceneLayout.Corridor || _random.Chance(0.2);
            _target = _random.Chance(0.7) ? _random.Uniform(0.72, 0.88) : _random.Uniform(1.1, 1.2);
            _rate = isSwitch ? 1 : _random.Uniform(0.1, 0.3) / _options.FramesPerSecond;
            _restore = frame + _options.FramesPerSecond * _random.Uniform(6, 25);
            return;
        }

        _isBird = _random.Chance(0.5);
        _isFlying = true;
        double scale = _options.Width / 640.0;
        bool isRight = _random.Chance(0.5);
        _flyerX = isRight ? -15 : _options.Width + 15;
        _flyerY = _options.Height * (_isBird ? _random.Uniform(0.08, 0.4) : _random.Uniform(0.4, 0.9));
        _flyerSpeed = scale * (isRight ? 1 : -1) * (_isBird ? _random.Uniform(180, 300) : _random.Uniform(90, 200));
        _flyerSize = scale * (_isBird ? _random.Uniform(4, 8) : _random.Uniform(2, 4));
        _flyerLuma = _random.Uniform(15, 90);
    }
}
