using System.Runtime.CompilerServices;

namespace Optimizers.Learning.Patches;

/// <summary>Numbers of any tensor as whole numbers: floats by their bits, read as int32.</summary>
internal static class TensorNumbers
{
    /// <summary>Whether a type holds whole numbers, whose sign can be turned.</summary>
    public static bool AreWhole<T>()
        where T : unmanaged => typeof(T) != typeof(float);

    /// <summary>Number to whole number.</summary>
    public static long ToWhole<T>(T value)
        where T : unmanaged
    {
        if (typeof(T) == typeof(sbyte))
            return Unsafe.BitCast<T, sbyte>(value);
        if (typeof(T) == typeof(short))
            return Unsafe.BitCast<T, short>(value);
        if (typeof(T) == typeof(int) || typeof(T) == typeof(float))
            return Unsafe.BitCast<T, int>(value);
        throw new NotSupportedException($"no tensor of numbers holds {typeof(T).Name}");
    }

    /// <summary>Whole number to number.</summary>
    /// <returns>False where the type has no such number.</returns>
    public static bool TryFromWhole<T>(long whole, out T value)
        where T : unmanaged
    {
        value = default;
        if (typeof(T) == typeof(sbyte) && whole == (sbyte)whole)
            value = Unsafe.BitCast<sbyte, T>((sbyte)whole);
        else if (typeof(T) == typeof(short) && whole == (short)whole)
            value = Unsafe.BitCast<short, T>((short)whole);
        else if ((typeof(T) == typeof(int) || typeof(T) == typeof(float)) && whole == (int)whole)
            value = Unsafe.BitCast<int, T>((int)whole);
        else
            return false;
        return true;
    }
}
