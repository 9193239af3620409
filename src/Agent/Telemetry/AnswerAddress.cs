namespace Agent.Telemetry;

/// <summary>Where the answer to a <see cref="MqttRequest"/> goes.</summary>
/// <param name="Topic">The topic; null: <c>label/answer</c>.</param>
/// <param name="Correlation">By what the asker knows it again; null: nothing.</param>
internal sealed record AnswerAddress(string? Topic, byte[]? Correlation)
{
    /// <summary>Longest topic that is answered to, characters.</summary>
    public const int MostTopic = 256;

    /// <summary>Longest correlation data, bytes.</summary>
    public const int MostCorrelation = 256;

    /// <summary>
    /// What is wrong with where an answer should go; empty: nothing. An asker may not write through this board what the broker's rules forbid
    /// him, so of the topics of boards only those below <c>answer/</c> of this one are allowed; nor can an answer then be a request to anybody.
    /// </summary>
    public static string Fault(MqttRequest request, Topics topics)
    {
        if (request.Correlation is { Length: > MostCorrelation } correlation)
            return $"found correlation data of {correlation.Length} bytes, expected at most {MostCorrelation}";
        if (request.ReplyTo is not { } topic)
            return "";
        if (topic.Length is 0 or > MostTopic)
            return $"found a response topic of {topic.Length} characters, expected 1 to {MostTopic}";
        if (topic.AsSpan().ContainsAny('+', '#', '\0') || topic[0] == '$')
            return $"found the response topic \"{topic}\", expected one without +, # and a leading $";
        bool isOfBoards = topic == "vigie" || topic.StartsWith("vigie/", StringComparison.Ordinal);
        return !isOfBoards || (topic.StartsWith(topics.AnswerRoot, StringComparison.Ordinal) && topic.Length > topics.AnswerRoot.Length)
            ? "" : $"found the response topic \"{topic}\", expected one below {topics.AnswerRoot} or outside vigie/";
    }
}
