using Benchmarks;
using Benchmarks.Comparing;
using Benchmarks.Learning;
using Benchmarks.Racing;
using Benchmarks.Shifts;

// dotnet run -c Release --project bench -- FILTER [ROUNDS]
// dotnet run -c Release --project bench -- optimizers DATA RECIPE SECONDS [PLOT.svg]
// dotnet run -c Release --project bench -- kills MODEL KILLS
// dotnet run -c Release --project bench -- frames MODEL TURNS
// dotnet run -c Release --project bench -- shifts a|b|c|wrong-labels|write-turned|write-simulated OPTIONS
// dotnet run -c Release --project bench -- count CASE CONTENDER REPETITIONS     (marks for an instruction counter)
if (args is ["count", string wanted, string who, string repetitions])
{
    Race race = CaseCatalog.All.First(one => one.Name == wanted).Prepare();
    Marks.Around(race.Contenders.First(contender => contender.Name == who), int.Parse(repetitions, null));
    Console.WriteLine($"{wanted}, {who}: {race.Macs} multiply-accumulates a run, {repetitions} runs");
    return 0;
}

if (args is ["optimizers", string data, string recipe, string seconds, ..])
    return OptimizerComparison.Run(data, recipe, seconds, args.ElementAtOrDefault(4));

if (args is ["kills", string model, string kills])
    return KillTrial.Run(model, int.Parse(kills, null));

if (args is ["frames", string watched, string turns])
    return FrameTrial.Run(watched, int.Parse(turns, null));

if (args is ["kills-child", string folder, string shipped])
    return KillTrial.Live(folder, shipped);
if (args is ["shifts", .. string[] rest])
    return ShiftCommand.Run(rest);

string filter = args.Length > 0 ? args[0] : "";
int rounds = args.Length > 1 ? int.Parse(args[1], null) : 41;
List<ICase> cases = [.. CaseCatalog.All.Where(one => one.Name.Contains(filter, StringComparison.OrdinalIgnoreCase))];
if (cases.Count == 0)
{
    Console.Error.WriteLine($"no case has \"{filter}\" in its name; there are: {string.Join(", ", CaseCatalog.All.Select(one => one.Name))}");
    return 2;
}

Console.WriteLine($"processor {Affinity.Pin()}, one thread, {rounds} rounds, contenders shuffled in each\n");
Table.Head(Console.Out);
List<string> notes = [];
foreach (ICase one in cases)
{
    Race race = one.Prepare();
    Table.Rows(Console.Out, one.Name, race, Stopwatches.Time(race, rounds));
    if (race.Note.Length > 0)
        notes.Add($"{one.Name}: {race.Note}");
}

foreach (string note in notes)
    Console.WriteLine($"\n{note}");

return 0;
