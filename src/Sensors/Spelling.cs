namespace Sensors;

/// <summary>Finds the word that somebody probably meant.</summary>
public static class Spelling
{
    /// <summary>The known word at the least distance.</summary>
    /// <param name="found">What was written.</param>
    /// <param name="known">At least one word.</param>
    public static string Nearest(string found, IEnumerable<string> known) => known.MinBy(word => Distance(found, word))!;

    /// <summary>Levenshtein distance: least number of inserted, removed or changed letters (Levenshtein 1966).</summary>
    public static int Distance(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = cost;
            }
        }

        return row[^1];
    }
}
