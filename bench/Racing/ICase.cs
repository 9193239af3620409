namespace Benchmarks.Racing;

/// <summary>One row of the table.</summary>
internal interface ICase
{
    /// <summary>What the filter is matched against, such as <c>binary-conv W1</c>.</summary>
    string Name { get; }

    /// <summary>Builds the contenders and checks that they agree.</summary>
    /// <exception cref="InvalidOperationException">Two contenders give different outputs.</exception>
    Race Prepare();
}
