using Agent.Import;
using Agent.Options;
using Agent.Training;
using Inference.Format;
using Optimizers.Gradient;
using Optimizers.Learning.Patches;
using Sensors.Cameras;

namespace Agent.Commands;

/// <summary>From the failures a person can mend to a line on standard error and an exit code.</summary>
internal static class Failures
{
    /// <summary>Runs a command.</summary>
    /// <returns>Its exit code, or that of its failure.</returns>
    public static int Catch(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception fault) when (CodeOf(fault) is { } code)
        {
            Console.Error.WriteLine($"vigie: {fault.Message}");
            return code;
        }
    }

    /// <summary>The exit code for a failure a person can mend; null for one that is a defect of ours.</summary>
    public static int? CodeOf(Exception fault) => fault switch
    {
        OptionsException => ExitCode.Config,
        ModelFormatException or ImportException or RecipeException or PatchException or InvalidDataException => ExitCode.Data,
        DataException { IsMissing: true } or FileNotFoundException or DirectoryNotFoundException or CameraException => ExitCode.NoInput,
        DataException => ExitCode.Data,
        IOException or UnauthorizedAccessException => ExitCode.Failure,
        _ => null,
    };
}
