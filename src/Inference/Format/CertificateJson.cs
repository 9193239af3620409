using System.Text.Json;
using Inference.Exits;

namespace Inference.Format;

/// <summary>A certificate as it stands in the graph.</summary>
internal static class CertificateJson
{
    private static readonly string[] Keys =
    [
        "answers", "data", "divisor", "failure_ppm", "grouped", "network", "reached", "reference", "risk_ppm", "score", "sequence", "thresholds", "wrong",
    ];

    /// <summary>Writes the key and its object.</summary>
    public static void Write(Utf8JsonWriter json, Certificate certificate)
    {
        json.WriteStartObject("certificate");
        json.WriteNumber("risk_ppm", certificate.RiskPpm);
        json.WriteNumber("failure_ppm", certificate.FailurePpm);
        json.WriteNumber("divisor", certificate.Divisor);
        json.WriteString("score", ExitNames.Of(certificate.Score));
        json.WriteString("reference", ExitNames.Of(certificate.Reference));
        Write(json, "thresholds", certificate.Thresholds);
        Write(json, "sequence", certificate.Sequence);
        json.WriteNumber("reached", certificate.Reached);
        json.WriteNumber("answers", certificate.Answers);
        json.WriteNumber("wrong", certificate.Wrong);
        json.WriteNumber("grouped", certificate.Grouped ? 1 : 0);
        json.WriteString("network", certificate.Network);
        json.WriteString("data", certificate.Data);
        json.WriteEndObject();
    }

    /// <summary>Reads the object; the cursor stands before it.</summary>
    /// <exception cref="ModelFormatException">Not a certificate.</exception>
    public static Certificate Read(ref JsonCursor cursor)
    {
        Certificate certificate = Empty;
        HashSet<string> seen = [];
        cursor.Next(JsonTokenType.StartObject, "a certificate: an object");
        while (cursor.NextKey(seen) is { } key)
        {
            certificate = key switch
            {
                "risk_ppm" => certificate with { RiskPpm = Number(ref cursor, key, 1, 999_999) },
                "failure_ppm" => certificate with { FailurePpm = Number(ref cursor, key, 1, 999_999) },
                "divisor" => certificate with { Divisor = Number(ref cursor, key, 1, int.MaxValue) },
                "score" => certificate with { Score = ExitNames.Policy(ref cursor) },
                "reference" => certificate with { Reference = ExitNames.Reference(ref cursor) },
                "thresholds" => certificate with { Thresholds = Thresholds(ref cursor) },
                "sequence" => certificate with { Sequence = Thresholds(ref cursor) },
                "reached" => certificate with { Reached = Number(ref cursor, key, 1, int.MaxValue) },
                "answers" => certificate with { Answers = Number(ref cursor, key, 1, int.MaxValue) },
                "wrong" => certificate with { Wrong = Number(ref cursor, key, 0, MostWrong) },
                "grouped" => certificate with { Grouped = Number(ref cursor, key, 0, 1) == 1 },
                "network" => certificate with { Network = Digest(ref cursor) },
                "data" => certificate with { Data = Digest(ref cursor) },
                _ => throw cursor.Fault($"the key \"{key}\" in a certificate", string.Join(", ", Keys)),
            };
        }

        if (Keys.FirstOrDefault(key => !seen.Contains(key)) is { } missing)
            throw cursor.Fault($"no key \"{missing}\" in a certificate", string.Join(", ", Keys));
        return certificate;
    }

    /// <summary>Bounds the time that proving a hostile certificate takes.</summary>
    private const int MostWrong = 1 << 20;

    private static Certificate Empty => new()
    {
        RiskPpm = 0,
        FailurePpm = 0,
        Divisor = 0,
        Score = default,
        Reference = default,
        Thresholds = [],
        Sequence = [],
        Reached = 0,
        Answers = 0,
        Wrong = 0,
        Grouped = false,
        Network = "",
        Data = "",
    };

    private static int Number(ref JsonCursor cursor, string key, int lowest, int highest) => (int)cursor.NextNumber(key, lowest, highest);

    private static List<int> Thresholds(ref JsonCursor cursor)
    {
        const int most = 64;
        List<int> thresholds = [];
        cursor.Next(JsonTokenType.StartArray, "an array of thresholds");
        for (cursor.Next(); cursor.Token != JsonTokenType.EndArray; cursor.Next())
        {
            if (thresholds.Count == most)
                throw cursor.Fault("more thresholds", $"at most {most}");
            thresholds.Add((int)cursor.Number("a threshold", 0, ExitPolicy.Never));
        }

        return thresholds;
    }

    private static string Digest(ref JsonCursor cursor)
    {
        string text = cursor.NextText("a digest");
        return text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text : throw cursor.Fault($"the digest \"{text}\"", "64 lowercase hex digits");
    }

    private static void Write(Utf8JsonWriter json, string key, IReadOnlyList<int> numbers)
    {
        json.WriteStartArray(key);
        foreach (int number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
