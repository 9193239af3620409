namespace Agent.Training;

/// <summary>Training or test data that cannot be used; the message says what was found, what was expected and how to mend it.</summary>
internal sealed class DataException : Exception
{
    /// <summary>Makes the exception.</summary>
    public DataException(string message, bool isMissing = false)
        : base(message) => IsMissing = isMissing;

    /// <summary>True when there is nothing at the path at all.</summary>
    public bool IsMissing { get; }
}
