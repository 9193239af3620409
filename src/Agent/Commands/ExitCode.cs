namespace Agent.Commands;

/// <summary>What the process says when it ends; the numbers are those of BSD's sysexits.h where it has one.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>Something failed that none of the other codes names; the message says what.</summary>
    public const int Failure = 1;

    /// <summary>Wrong words on the command line (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>A model file, a patch, an image or a recipe that cannot be used (EX_DATAERR).</summary>
    public const int Data = 65;

    /// <summary>A camera, a file or a folder that is not there (EX_NOINPUT).</summary>
    public const int NoInput = 66;

    /// <summary>A configuration that cannot be used (EX_CONFIG); systemd must not restart on it.</summary>
    public const int Config = 78;

    /// <summary>Ended by Ctrl-C before the work was done (128 + SIGINT); `vigie train` can be resumed.</summary>
    public const int Interrupted = 130;
}
