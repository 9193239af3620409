namespace Inference;

/// <summary>How the numbers of a feature map are held.</summary>
public enum FeatureKind
{
    /// <summary>The picture, unsigned bytes.</summary>
    Pixels,

    /// <summary>Signed bytes.</summary>
    SignedBytes,

    /// <summary>16-bit fixed point, 256 = 1.0.</summary>
    Values,

    /// <summary>±1, channels packed into 64-bit words, bit 1 = −1; bits past the last channel are 0.</summary>
    Bits,

    /// <summary>32-bit floats, plane by plane: <c>[Channels][Height][Width]</c>, as in ONNX.</summary>
    Floats,
}
