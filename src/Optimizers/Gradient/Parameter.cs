namespace Optimizers.Gradient;

/// <summary>An array of numbers that training changes, with one gradient a shard and the two moments of Adam.</summary>
internal sealed class Parameter
{
    /// <summary>Makes a parameter of zeros.</summary>
    /// <param name="name">Unique in the network; names it in checkpoints.</param>
    /// <param name="length">How many numbers.</param>
    public Parameter(string name, int length)
    {
        Name = name;
        Value = new float[length];
        First = new float[length];
        Second = new float[length];
        Gradients = [.. Enumerable.Range(0, TrainingNetwork.Shards).Select(_ => new float[length])];
    }

    /// <summary>Unique in the network.</summary>
    public string Name { get; }

    /// <summary>The numbers.</summary>
    public float[] Value { get; }

    /// <summary>Sum of the gradients of each shard's samples.</summary>
    public float[][] Gradients { get; }

    /// <summary>Adam's running mean of the gradient.</summary>
    public float[] First { get; }

    /// <summary>Adam's running mean of the squared gradient.</summary>
    public float[] Second { get; }

    /// <summary>Shadow of a sign: kept within ±1, where the straight-through gradient lives (Courbariaux 2016, algorithm 1).</summary>
    public bool IsSign { get; init; }

    /// <summary>Decoupled weight decay applies (Loshchilov and Hutter 2019); not to signs, offsets and norms.</summary>
    public bool Decays { get; init; }

    /// <summary>Sets every number.</summary>
    public Parameter Fill(float value)
    {
        Array.Fill(Value, value);
        return this;
    }

    /// <summary>Draws every number from a normal law of the given deviation around 0 (Box and Muller 1958).</summary>
    public Parameter Randomize(Random random, double deviation)
    {
        for (int i = 0; i < Value.Length; i++)
            Value[i] = (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return this;
    }
}
