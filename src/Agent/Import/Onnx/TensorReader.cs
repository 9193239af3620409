using System.Buffers.Binary;
using System.Runtime.InteropServices;
using DataType = Agent.Import.Onnx.TensorProto.Types.DataType;

namespace Agent.Import.Onnx;

/// <summary>Reads the numbers of a TensorProto, which may stand as raw bytes or in a typed field (ONNX IR, "Tensors").</summary>
internal static class TensorReader
{
    /// <summary>Numbers in one tensor at most.</summary>
    private const long Longest = 1 << 28;

    /// <exception cref="ImportException">The tensor contradicts itself, or is of a type that networks here do not have.</exception>
    public static Constant Read(TensorProto tensor)
    {
        string place = $"tensor \"{tensor.Name}\"";
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
            throw new ImportException(place, "data in another file", "data inside the model; save it without external data");
        int[] dims = Dims(tensor, place);
        long count = 1;
        foreach (int dim in dims)
            count *= dim;
        DataType type = (DataType)tensor.DataType;
        return type switch
        {
            DataType.Float => new Constant(dims, type) { Floats = Floats(tensor, place, (int)count) },
            DataType.Float16 => new Constant(dims, DataType.Float) { Floats = Halves(tensor, place, (int)count) },
            DataType.Double => new Constant(dims, DataType.Float) { Floats = Doubles(tensor, place, (int)count) },
            DataType.Uint8 or DataType.Int8 or DataType.Int16 or DataType.Uint16 or DataType.Int32 or DataType.Int64 or DataType.Bool =>
                new Constant(dims, type) { Integers = Integers(tensor, place, (int)count, type) },
            _ => throw new ImportException(
                place,
                $"element type {tensor.DataType} ({type})",
                "float, double, float16, bool or integers of 8 to 64 bits"),
        };
    }

    private static int[] Dims(TensorProto tensor, string place)
    {
        long count = 1;
        int[] dims = new int[tensor.Dims.Count];
        for (int d = 0; d < dims.Length; d++)
        {
            long size = tensor.Dims[d];
            if (size < 0 || size > Longest || (count *= size) > Longest)
                throw new ImportException(place, $"sizes [{string.Join(", ", tensor.Dims)}]", $"none negative, at most {Longest} numbers");
            dims[d] = (int)size;
        }

        return dims;
    }

    private static float[] Floats(TensorProto tensor, string place, int count)
    {
        if (tensor.RawData.IsEmpty)
            return Typed(tensor.FloatData.ToArray(), place, count);
        return Raw(tensor, place, count, 4, static bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes));
    }

    private static float[] Doubles(TensorProto tensor, string place, int count) => tensor.RawData.IsEmpty
        ? Typed(tensor.DoubleData.Select(number => (float)number).ToArray(), place, count)
        : Raw(tensor, place, count, 8, static bytes => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes));

    private static float[] Halves(TensorProto tensor, string place, int count) => tensor.RawData.IsEmpty
        ? Typed(tensor.Int32Data.Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits)).ToArray(), place, count)
        : Raw(tensor, place, count, 2, static bytes => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes));

    private static long[] Integers(TensorProto tensor, string place, int count, DataType type)
    {
        if (tensor.RawData.IsEmpty)
        {
            IEnumerable<long> numbers = type == DataType.Int64 ? tensor.Int64Data : tensor.Int32Data.Select(number => (long)number);
            return Typed(numbers.ToArray(), place, count);
        }

        return type switch
        {
            DataType.Int64 => Raw(tensor, place, count, 8, static bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes)),
            DataType.Int32 => Raw(tensor, place, count, 4, static bytes => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes)),
            DataType.Int16 => Raw(tensor, place, count, 2, static bytes => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes)),
            DataType.Uint16 => Raw(tensor, place, count, 2, static bytes => (long)BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
            DataType.Int8 => Raw(tensor, place, count, 1, static bytes => (long)MemoryMarshal.Cast<byte, sbyte>(bytes)[0]),
            _ => Raw(tensor, place, count, 1, static bytes => (long)bytes[0]),
        };
    }

    private static T[] Typed<T>(T[] numbers, string place, int count) => numbers.Length == count
        ? numbers
        : throw new ImportException(place, $"{numbers.Length} numbers", $"{count} by its sizes");

    private static T[] Raw<T>(TensorProto tensor, string place, int count, int size, Func<ReadOnlySpan<byte>, T> read)
    {
        ReadOnlySpan<byte> bytes = tensor.RawData.Span;
        if (bytes.Length != (long)count * size)
            throw new ImportException(place, $"{bytes.Length} bytes", $"{(long)count * size} by its sizes and type");
        T[] numbers = new T[count];
        for (int i = 0; i < count; i++)
            numbers[i] = read(bytes.Slice(i * size, size));
        return numbers;
    }
}
