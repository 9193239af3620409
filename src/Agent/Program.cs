return await Agent.Commands.CommandLine.Invoke(args);
