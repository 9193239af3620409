using Agent.Pipeline;
using Agent.Tracking;
using Inference;
using Sensors;
using Sensors.Cameras;

namespace Agent.Training;

/// <summary>The crops that the agent would look at in a recording, with their tracks: what the network will be asked about, in the proportions it will be asked.</summary>
internal static class TrackCrops
{
    /// <summary>Watches a recording to its end.</summary>
    /// <param name="uri">A source that ends.</param>
    /// <param name="network">The network that follows the tracks.</param>
    /// <param name="found">Called for each crop, with a name of its track that no other track of any recording has. The crop is overwritten afterwards.</param>
    /// <param name="token">Ends the watch early.</param>
    /// <exception cref="CameraException">A source that cannot be opened or has no end.</exception>
    public static void Read(string uri, Network network, Action<ReadOnlyMemory<byte>, string> found, CancellationToken token)
    {
        if (CameraCatalog.IsEndless(uri))
            throw new CameraException($"{uri} has no end; name a recording, or add minutes, as in sim:?minutes=60");
        using ICamera camera = CameraCatalog.Open(uri, new CameraOpenOptions());
        Read(camera, network, (crop, decision) => found(crop, $"{uri}#{decision.TrackId}"), token);
    }

    /// <summary>Watches a recording to its end.</summary>
    /// <param name="camera">A source that ends; what it knows of its last frame holds while <paramref name="found"/> runs.</param>
    /// <param name="network">The network that follows the tracks.</param>
    /// <param name="found">Called for each crop, with frame, track and box. The crop is overwritten afterwards.</param>
    /// <param name="token">Ends the watch early.</param>
    /// <exception cref="CameraException">A live source, or one that cannot be read.</exception>
    public static void Read(ICamera camera, Network network, Action<ReadOnlyMemory<byte>, Decision> found, CancellationToken token)
    {
        CropTap tap = new(new NetworkClassifier(network));
        EventRing ring = new(64);
        WatchLoop loop = new(tap, ring, new WatchOptions()) { Traced = decision => found(tap.Crop, decision) };
        double rate = camera.FramesPerSecond ?? throw new CameraException($"{camera.Description}: found a live source, expected a recording");
        Frame frame = new();
        while (camera.Read(frame, token))
        {
            token.ThrowIfCancellationRequested();
            frame.Captured = DateTimeOffset.UnixEpoch.AddSeconds(frame.Sequence / rate);
            loop.Process(frame);
            while (ring.TryPeek(out _))
                ring.Release();
        }
    }

    /// <summary>Keeps the crop that was looked at last.</summary>
    private sealed class CropTap(IClassifier inner) : IClassifier
    {
        private readonly byte[] _crop = new byte[inner.Width * inner.Height];

        public ReadOnlyMemory<byte> Crop => _crop;

        public int Width => inner.Width;

        public int Height => inner.Height;

        public int Classes => inner.Classes;

        public int NothingClass => inner.NothingClass;

        public int Exits => inner.Exits;

        public ReadOnlySpan<int> Probabilities => inner.Probabilities;

        public Prediction Classify(ReadOnlySpan<byte> crop)
        {
            crop.CopyTo(_crop);
            return inner.Classify(crop);
        }
    }
}
