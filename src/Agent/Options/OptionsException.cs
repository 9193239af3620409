namespace Agent.Options;

/// <summary>A configuration that cannot be used; the process ends with exit code 78 (EX_CONFIG of sysexits.h).</summary>
public sealed class OptionsException : Exception
{
    /// <summary>Lists every fault found.</summary>
    /// <param name="faults">One line a fault: where, what was found, what was expected.</param>
    public OptionsException(IReadOnlyList<string> faults)
        : base(string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <summary>One line a fault: where, what was found, what was expected.</summary>
    public IReadOnlyList<string> Faults { get; }
}
