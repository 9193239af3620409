namespace Agent.Tracking;

/// <summary>The best crop of a track: as the network saw it, and larger for people.</summary>
public sealed class BestView
{
    /// <summary>Longer side of the larger crop, pixels, at most.</summary>
    public const int LargestSide = 192;

    /// <summary>Side of the crop of the network, pixels, at most.</summary>
    public const int LargestNetworkSide = 128;

    private readonly byte[] _network = new byte[LargestNetworkSide * LargestNetworkSide];
    private readonly byte[] _large = new byte[LargestSide * LargestSide];

    /// <summary>How good the view is: probability × √area, halved at the edge of the picture; 0 before the first.</summary>
    public long Score { get; internal set; }

    /// <summary>Class it shows; −1 before the first.</summary>
    public int Class { get; internal set; } = -1;

    /// <summary>Highest probability of that class in one frame, 1/65536 (not always that of the crop kept).</summary>
    public int Confidence { get; internal set; }

    /// <summary>Exit that gave that probability, from 1.</summary>
    public int Exit { get; internal set; }

    /// <summary>Columns and rows of the crop of the network.</summary>
    public int NetworkWidth { get; private set; }

    /// <inheritdoc cref="NetworkWidth"/>
    public int NetworkHeight { get; private set; }

    /// <summary>Columns and rows of the larger crop; 0 before the first.</summary>
    public int Width { get; private set; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; private set; }

    /// <summary>The crop of the network, <c>[NetworkHeight × NetworkWidth]</c> luma.</summary>
    public Span<byte> Network => _network.AsSpan(0, NetworkWidth * NetworkHeight);

    /// <summary>The larger crop, <c>[Height × Width]</c> luma.</summary>
    public Span<byte> Large => _large.AsSpan(0, Width * Height);

    internal void Clear()
    {
        Score = 0;
        Class = -1;
        Confidence = 0;
        Exit = 0;
        Resize(0, 0, 0, 0);
    }

    /// <summary>Notes a view; true when it is the best so far.</summary>
    internal bool Improve(int confidence, int exit, long area, bool truncated)
    {
        if (confidence > Confidence)
        {
            Confidence = confidence;
            Exit = exit;
        }

        long score = (long)confidence * (long)Math.Sqrt(area) / (truncated ? 2 : 1);
        if (score <= Score)
            return false;
        Score = score;
        return true;
    }

    /// <summary>Sets the sizes; the pixels are undefined afterwards.</summary>
    internal void Resize(int networkWidth, int networkHeight, int width, int height)
    {
        NetworkWidth = networkWidth;
        NetworkHeight = networkHeight;
        Width = width;
        Height = height;
    }

    internal void CopyFrom(BestView other)
    {
        Score = other.Score;
        Class = other.Class;
        Confidence = other.Confidence;
        Exit = other.Exit;
        Resize(other.NetworkWidth, other.NetworkHeight, other.Width, other.Height);
        other.Network.CopyTo(_network);
        other.Large.CopyTo(_large);
    }
}
