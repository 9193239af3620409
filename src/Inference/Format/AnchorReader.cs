using System.IO.Compression;

namespace Inference.Format;

/// <summary>Reads the anchors of a set in their order, one picture at a time. For one thread.</summary>
public sealed class AnchorReader : IDisposable
{
    private readonly AnchorSet _set;
    private readonly DeflateStream _pictures;
    private int _next;

    internal AnchorReader(AnchorSet set) => (_set, _pictures) = (set, new DeflateStream(set.Pictures, CompressionMode.Decompress));

    /// <summary>Reads the next anchor; allocates nothing. After the last picture it makes sure that no more follows, so what is read to its end is whole.</summary>
    /// <param name="picture">Receives it, <c>[Height × Width × Channels]</c> of the set's input; untouched where there is none.</param>
    /// <param name="label">Its class; −1 where there is none.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ArgumentException">A buffer of another size.</exception>
    /// <exception cref="ModelFormatException">The pictures are damaged.</exception>
    public bool Read(Span<byte> picture, out int label)
    {
        if (picture.Length != _set.Input.Length)
            throw new ArgumentException($"found room for {picture.Length} bytes, expected {_set.Input} = {_set.Input.Length}", nameof(picture));
        label = -1;
        if (_next == _set.Count)
            return false;
        try
        {
            int found = _pictures.ReadAtLeast(picture, picture.Length, throwOnEndOfStream: false);
            if (found != picture.Length)
                throw new ModelFormatException(-1, $"{found} bytes of the picture of anchor {_next}", $"{picture.Length}: the set is damaged");
            if (_next == _set.Count - 1 && _pictures.Read(stackalloc byte[1]) > 0)
                throw new ModelFormatException(-1, $"more than the pictures of {_set.Count} anchors", "the end of the set");
        }
        catch (InvalidDataException fault)
        {
            throw new ModelFormatException(-1, $"a picture of anchor {_next} that does not unpack ({fault.Message})", "a Deflate stream");
        }

        PicturePrediction.Undo(picture, _set.Input);
        label = _set.Label(_next++);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _pictures.Dispose();
}
