using System.Text;

namespace CacheCore.Samples.Embedded;

/// <summary>What the made-up shop's names and texts are put together from.</summary>
internal static class Words
{
    public static readonly string[] Categories =
        ["Kitchen", "Garden", "Office", "Workshop", "Outdoor", "Lighting", "Storage", "Bathroom", "Travel", "Music", "Toys", "Cycling"];

    public static readonly string[] Materials =
    [
        "oak", "steel", "linen", "copper", "wool", "glass", "bamboo", "leather", "cork", "enamel", "walnut", "canvas",
    ];

    public static readonly string[] Colours =
    [
        "Red", "Slate", "Ivory", "Moss", "Navy", "Amber", "Charcoal", "Sand", "Plum", "Teal", "White", "Rust",
    ];

    public static readonly string[] Things =
        [
            "lamp", "shelf", "kettle", "backpack", "stool", "box", "bench", "clock", "tray", "basket", "jug", "stand", "case", "rack",
            "blanket", "board",
        ];

    public static readonly string[] People =
        [
            "Amina", "Bruno", "Chen", "Dagmar", "Emeka", "Farah", "Greta", "Hiro", "Ines", "Jonas", "Kavya", "Liam", "Mei", "Noor", "Olga",
            "Pablo",
        ];

    private static readonly string[] Prose =
    [
        "sturdy", "light", "made", "to", "last", "with", "a", "soft", "finish", "that", "fits", "most", "rooms", "and", "is", "easy",
        "clean", "by", "hand", "the", "lid", "closes", "without", "noise", "spare", "parts", "are", "kept", "for", "ten", "years", "ships",
        "flat", "in", "one", "carton", "well", "balanced", "edges", "rounded", "against", "knocks", "works", "indoors", "or", "out",
        "tested", "daily", "use", "small", "workshop", "quality",
    ];

    /// <summary>A capital letter, some words, a full stop.</summary>
    public static string Sentence(Random random, int fewest, int most)
    {
        StringBuilder text = new();
        for (int left = random.Next(fewest, most + 1); left > 0; left--)
        {
            text.Append(Prose[random.Next(Prose.Length)]).Append(left == 1 ? '.' : ' ');
        }

        text[0] = char.ToUpperInvariant(text[0]);
        return text.ToString();
    }

    /// <summary>Some sentences.</summary>
    public static string Text(Random random, int fewest, int most)
    {
        StringBuilder text = new();
        for (int left = random.Next(fewest, most + 1); left > 0; left--)
        {
            text.Append(Sentence(random, 6, 14)).Append(left == 1 ? "" : " ");
        }

        return text.ToString();
    }
}
