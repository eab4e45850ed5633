using System.Text.Json.Serialization;

namespace CacheCore.Samples.Embedded;

/// <summary>What a visitor of the shop sees: the product, what others thought of it and what they bought with it.</summary>
internal sealed record ProductPage(
    int Id,
    string Sku,
    string Name,
    string Category,
    decimal Price,
    int Stock,
    ProductDetails Details,
    Rating Rating,
    IReadOnlyList<Review> LatestReviews,
    IReadOnlyList<Companion> BoughtTogether);

/// <summary>The column that the shop keeps as JSON.</summary>
internal sealed record ProductDetails(string Description, string Material, string Colour, double WeightKg, string[] Features);

internal sealed record Rating(int Count, double? Average, int FiveStars);

internal sealed record Review(string Author, int Stars, string Text, string Written);

internal sealed record Companion(int Id, string Name, decimal Price, int Times);

/// <summary>The body of a PUT. What is left out stays as it is.</summary>
internal sealed record ProductChange(string? Name, decimal? Price, int? Stock);

/// <summary>Generated serializers for all that goes over the wire.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = false)]
[JsonSerializable(typeof(ProductPage))]
[JsonSerializable(typeof(ProductChange))]
[JsonSerializable(typeof(CacheStatistics))]
internal sealed partial class SampleJson : JsonSerializerContext;
