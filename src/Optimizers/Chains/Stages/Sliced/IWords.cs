namespace Optimizers.Chains.Stages.Sliced;

/// <summary>A bundle of 64-bit words, all treated alike; a bit is a site, and bits never meet those beside them but by <see cref="Shifted"/>.</summary>
/// <typeparam name="T">The bundle.</typeparam>
internal interface IWords<T>
    where T : unmanaged
{
    /// <summary>Words in a bundle.</summary>
    static abstract int Count { get; }

    /// <summary>No bit set.</summary>
    static abstract T Zero { get; }

    /// <summary>Every bit set.</summary>
    static abstract T Ones { get; }

    /// <summary>The same word all over.</summary>
    static abstract T All(ulong word);

    /// <summary>Reads a bundle.</summary>
    static abstract T Load(ref ulong source);

    /// <summary>Writes a bundle.</summary>
    static abstract void Store(T value, ref ulong destination);

    /// <summary>Reads the bundle that begins <paramref name="shift"/> bits, 0 to 63, after the first of the source.</summary>
    static abstract T Shifted(ref ulong source, int shift);

    /// <summary>Bits set in both.</summary>
    static abstract T And(T a, T b);

    /// <summary>Bits set in either.</summary>
    static abstract T Or(T a, T b);

    /// <summary>Bits set in one alone.</summary>
    static abstract T Xor(T a, T b);
}
