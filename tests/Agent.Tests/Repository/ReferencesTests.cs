using System.Xml.Linq;

namespace Agent.Tests.Repository;

/// <summary>The arrows of docs/architecture.md, held against the project files.</summary>
public sealed class ReferencesTests
{
    [Theory]
    [InlineData("Inference", "", "")]
    [InlineData("Optimizers", "Inference", "")]
    [InlineData("Sensors", "", "StbImageSharp StbImageWriteSharp")]
    [InlineData("Agent", "Inference Optimizers Sensors", null)]
    public void A_project_refers_to_what_the_design_allows(string project, string projects, string? packages)
    {
        XDocument file = XDocument.Load(Path.Combine(Checkout.Root, "src", project, project + ".csproj"));
        Assert.Equal(Words(projects), Includes(file, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)!).Order());
        if (packages is not null)
            Assert.Equal(Words(packages), Includes(file, "PackageReference").Order());
    }

    [Fact]
    public void Only_the_agent_names_MQTT_and_hosting()
    {
        foreach (string project in new[] { "Inference", "Optimizers", "Sensors" })
        {
            foreach (string source in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src", project), "*.cs", SearchOption.AllDirectories))
                Assert.DoesNotMatch(@"(?m)^using (MQTTnet|Microsoft\.Extensions|Serilog)", File.ReadAllText(source));
        }
    }

    [Fact]
    public void There_are_no_projects_but_those_of_the_design() =>
        Assert.Equal(["Agent", "Inference", "Optimizers", "Sensors"], Directory.GetDirectories(Path.Combine(Checkout.Root, "src")).Select(Path.GetFileName).Order());

    private static IEnumerable<string> Includes(XDocument file, string element) =>
        file.Descendants(element).Select(reference => reference.Attribute("Include")!.Value);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
