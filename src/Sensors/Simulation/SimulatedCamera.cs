using Sensors.Cameras;

namespace Sensors.Simulation;

/// <summary>A camera before a rendered scene in which people walk and vehicles drive, with its own ground truth.</summary>
/// <remarks>
/// The same options give the same pictures, bit for bit, on every machine: random numbers, sines and rasters are our own and use
/// only operations that IEEE 754 defines exactly. Nothing is allocated after the first picture.
/// </remarks>
public sealed class SimulatedCamera : ICamera
{
    private static readonly Point3 Overhead = new(0, 0, 1);

    private readonly SceneOptions _options;
    private readonly Place _place;
    private readonly Scenery _scenery;
    private readonly Traffic _traffic;
    private readonly Distractors _distractors;
    private readonly Exposure _exposure;
    private readonly Lighting _light;
    private readonly Canvas _canvas;
    private readonly Sketch _sketch = new();
    private readonly TruthTable _truth = new();
    private readonly DateTimeOffset _opened;
    private long _next;

    /// <summary>Builds the scene.</summary>
    /// <param name="options">What it shows.</param>
    /// <param name="time">Clock for the time of the first picture; later ones follow at the frame rate. Null: the system's.</param>
    public SimulatedCamera(SceneOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _opened = (time ?? TimeProvider.System).GetUtcNow();
        SceneRandom random = new(options.Seed);
        _light = Illuminate(options, ref random);
        _place = PlaceCatalog.Build(options, ref random);
        _scenery = new Scenery(options, _place, _light, ref random);
        _traffic = new Traffic(options, _place, new SceneRandom((long)random.NextBits()));
        _distractors = new Distractors(options, new SceneRandom((long)random.NextBits()));
        _exposure = new Exposure(options, new SceneRandom((long)random.NextBits()));
        _canvas = new Canvas(options.Width, options.Height);
    }

    /// <inheritdoc/>
    public string Description => $"simulator, {_options.Layout.ToString().ToLowerInvariant()}, seed {_options.Seed}";

    /// <inheritdoc/>
    public double? FramesPerSecond => _options.FramesPerSecond;

    /// <summary>The objects in the last picture read, the farthest first; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<SceneObject> Truth => _truth.Objects;

    /// <inheritdoc/>
    public bool Read(Frame frame, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(frame);
        token.ThrowIfCancellationRequested();
        if (_next >= _options.FrameCount)
            return false;
        Compose(_next);
        frame.Resize(_options.Width, _options.Height);
        _exposure.Apply(_canvas.Luma, frame.Luma, _next, _distractors.Light);
        frame.Sequence = _next;
        frame.Captured = _opened.AddSeconds((double)_next / _options.FramesPerSecond);
        _next++;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static Lighting Illuminate(SceneOptions options, ref SceneRandom random)
    {
        Lighting day = Lighting.Random(ref random);
        double dim = Scenery.Dim(options.Light);
        return day with { Ambient = day.Ambient * dim, Diffuse = day.Diffuse * dim };
    }

    private void Compose(long number)
    {
        _traffic.Advance(number);
        _distractors.Advance(number);
        _canvas.Barrier = _scenery.Barrier;
        _scenery.Draw(_canvas, number);
        for (int i = 0; i < _traffic.Count; i++)
        {
            Actor actor = _traffic[i].Actor;
            _canvas.Begin((byte)(i + 1), _place.View.Depth(actor.At));
            CastShadow.Draw(_canvas, _place.View, Overhead, actor.Footprint(1.02), 0.45, 0.15);
            _sketch.Begin(_place.View, _light);
            actor.AddTo(_sketch);
            _sketch.DrawTo(_canvas);
            _truth.Note(i, _canvas);
        }

        _truth.Measure(_traffic, _canvas);
        _canvas.Barrier = null;
        AddLights();
        _distractors.Draw(_canvas, (double)number / _options.FramesPerSecond);
        _scenery.DrawRain(_canvas, number);
    }

    private void AddLights()
    {
        if (_options.Light == SceneLight.Day)
            return;
        for (int i = 0; i < _traffic.Count; i++)
        {
            if (_traffic[i].Actor.Class == SceneClass.Vehicle)
                _traffic[i].Actor.AddGlow(_canvas, _place.View, 170);
        }
    }
}
