namespace Agent.Training;

/// <summary>A path to labelled data and which of them are meant.</summary>
/// <param name="Path">A folder of class folders, a folder with idx files, or an index in CSV.</param>
/// <param name="Part">train or test, where the data say; null: all (idx: see <see cref="IdxFiles"/>).</param>
/// <param name="OnlySource">Only pictures of this source; null: any. Index only.</param>
/// <param name="ExceptSources">No pictures of these sources. Index only.</param>
/// <param name="Samples">How many pictures, chosen as <see cref="SampleChoice"/> says; null: all.</param>
/// <param name="Seed">Which of them.</param>
internal sealed record DataSelection(
    string Path, string? Part, string? OnlySource, IReadOnlyCollection<string> ExceptSources, int? Samples = null, ulong Seed = 1);
