namespace CacheCore.Eviction;

/// <summary>What the hits counted in a slot mean to a policy.</summary>
/// <param name="ActiveFrom">Hits from which an item counts as active.</param>
/// <param name="AfterLook">Hits that are left to an active item once the policy has acted on them.</param>
/// <param name="AfterRewrite">Hits that a new value under the key is worth at least.</param>
/// <param name="RewriteGoesOn">
/// A new value is one more request for the key, and goes on in its segment with its hits; else it starts anew.
/// </param>
internal readonly record struct HitRules(int ActiveFrom, int AfterLook, int AfterRewrite, bool RewriteGoesOn);
