namespace Inference.Format;

/// <summary>Names of number types in a safetensors header.</summary>
internal static class TensorType
{
    /// <summary>The name of a type this format uses.</summary>
    public static string Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(byte))
            return "U8";
        if (typeof(T) == typeof(sbyte))
            return "I8";
        if (typeof(T) == typeof(short))
            return "I16";
        if (typeof(T) == typeof(int))
            return "I32";
        if (typeof(T) == typeof(float))
            return "F32";
        if (typeof(T) == typeof(ulong))
            return "U64";
        if (typeof(T) == typeof(bool))
            return "BOOL";
        throw new NotSupportedException($"the model file holds no {typeof(T).Name}");
    }
}
