namespace CacheCore.Tool.Bench;

/// <summary>What a request of a load does.</summary>
internal enum BenchVerb
{
    Get,
    Set,
    MetaGet,
    MetaSet,
    Delete,
}
