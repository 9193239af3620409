using Microsoft.Extensions.Time.Testing;
using Sensors.Cameras;

namespace Sensors.Tests.Support;

/// <summary>Cameras that do what is written, over any number of openings; afterwards they block.</summary>
internal sealed class CameraScript(FakeTimeProvider time)
{
    private readonly Queue<Func<Frame, ScriptedCamera, bool>> _reads = new();
    private (int Width, int Height) _size = (32, 24);
    private int _seed;
    private int _failuresLeft;
    private int _opened;
    private int _attempts;
    private volatile bool _isBlocked;

    /// <summary>Time that passes while a picture comes.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Rate if it plays a recording.</summary>
    public double? Rate { get; init; }

    public int Opened => Volatile.Read(ref _opened);

    /// <summary>Times it was to be opened.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    public bool IsBlocked => _isBlocked;

    public CameraScript Pictures(int count) => Deliver(count, frame => Some.Luma(frame.Width, frame.Height, ++_seed).CopyTo(frame.Luma));

    public CameraScript Equal(int count) => Deliver(count, frame => Some.Luma(frame.Width, frame.Height, -1).CopyTo(frame.Luma));

    public CameraScript Black(int count) => Deliver(count, frame =>
    {
        _seed++;
        for (int i = 0; i < frame.Luma.Length; i++)
            frame.Luma[i] = (byte)((i + _seed) % 3);
    });

    public CameraScript Damaged(int count) => Add(count, (_, _) => throw new CameraException("bad marker") { IsOneFrame = true });

    public CameraScript Gone(string reason = "unplugged") => Add(1, (_, _) => throw new CameraException(reason));

    public CameraScript Bug() => Add(1, (_, _) => throw new InvalidOperationException("odd"));

    public CameraScript Blocks() => Add(1, (_, camera) => Block(camera));

    public CameraScript Ends() => Add(1, (_, _) => false);

    /// <summary>Pictures written behind this have this size.</summary>
    public CameraScript Size(int width, int height)
    {
        _size = (width, height);
        return this;
    }

    /// <summary>The next opening fails this often before it succeeds.</summary>
    public CameraScript CannotBeOpened(int times)
    {
        _failuresLeft = times;
        return this;
    }

    public ICamera Open()
    {
        Interlocked.Increment(ref _attempts);
        if (_failuresLeft > 0)
        {
            _failuresLeft--;
            throw new CameraException("no such device");
        }

        Interlocked.Increment(ref _opened);
        return new ScriptedCamera(this);
    }

    private CameraScript Deliver(int count, Action<Frame> draw)
    {
        (int width, int height) = _size;
        return Add(count, (frame, _) =>
        {
            time.Advance(Period);
            frame.Resize(width, height);
            draw(frame);
            return true;
        });
    }

    private CameraScript Add(int count, Func<Frame, ScriptedCamera, bool> read)
    {
        for (int i = 0; i < count; i++)
            _reads.Enqueue(read);
        return this;
    }

    private bool Block(ScriptedCamera camera)
    {
        _isBlocked = true;
        camera.Closed.Wait();
        _isBlocked = false;
        throw new ObjectDisposedException("camera");
    }

    private sealed class ScriptedCamera(CameraScript script) : ICamera
    {
        private long _next;

        public ManualResetEventSlim Closed { get; } = new();

        public string Description => "script";

        public double? FramesPerSecond => script.Rate;

        public bool Read(Frame frame, CancellationToken token)
        {
            if (!script._reads.TryDequeue(out Func<Frame, ScriptedCamera, bool>? read))
                return script.Block(this);
            frame.Sequence = _next++;
            return read(frame, this);
        }

        public void Dispose() => Closed.Set();
    }
}
