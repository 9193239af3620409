namespace Inference.Format;

/// <summary>What a network may measure at most; each bound keeps sums within their type or memory within a board.</summary>
public static class NetworkBounds
{
    /// <summary>Rows and columns of the input: n² · 255² of the variance fits 64 bits.</summary>
    public const int Side = 512;

    /// <summary>Channels of the input.</summary>
    public const int InputChannels = 4;

    /// <summary>Channels of any map: 9 · 2,048 fits 16 bits.</summary>
    public const int Channels = 2048;

    /// <summary>Numbers a dense layer reads, and channels of a map of one pixel.</summary>
    public const int Features = 1 << 16;

    /// <summary>Bits a binary dense layer reads: twice as many sums would leave 16 bits.</summary>
    public const int DenseBits = 1 << 14;

    /// <summary>Pixels between two outputs of a window.</summary>
    public const int Stride = 16;

    /// <summary>Classes.</summary>
    public const int Classes = 1024;

    /// <summary>Stages.</summary>
    public const int Stages = 16;

    /// <summary>Layers of all stages.</summary>
    public const int Layers = 128;

    /// <summary>Numbers in one map.</summary>
    public const int Elements = 1 << 22;

    /// <summary>Bytes of all maps of a run, and numbers of all maps with borders.</summary>
    public const int Workspace = 1 << 28;

    /// <summary>Places of a depthwise window: their offsets stand on the stack.</summary>
    public const int DepthwiseArea = 1 << 10;

    /// <summary>Pixels of one cell of an exit: 16,384 · 65,535 fits 32 bits.</summary>
    public const int CellPixels = 1 << 14;

    /// <summary>Members of a vote: their sums of probabilities fit 23 bits.</summary>
    public const int Members = 64;

    /// <summary>1/T of a vote in 1/65536, at least: T = 64.</summary>
    public const int InverseTemperatureLeast = 1 << 10;

    /// <summary>1/T of a vote in 1/65536, at most: T = 1/64.</summary>
    public const int InverseTemperatureMost = 1 << 22;

    /// <summary>Characters of the name of a network or class.</summary>
    public const int NameLength = 64;
}
