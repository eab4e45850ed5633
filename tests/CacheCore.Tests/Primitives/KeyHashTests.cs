using CacheCore.Primitives;

namespace CacheCore.Tests.Primitives;

internal sealed class KeyHashTests
{
    [Test]
    public void Stores_hash_one_key_differently()
    {
        HashSet<ulong> hashes = [.. Enumerable.Range(0, 100).Select(_ => KeyHash.Random().Of("key"u8))];

        Assert.That(hashes, Has.Count.EqualTo(100));
    }

    [Test]
    public void No_library_for_encryption_is_needed_for_a_store() =>
        Assert.That(
            typeof(CacheStore).Assembly.GetReferencedAssemblies().Select(static one => one.Name),
            Has.None.StartsWith("System.Security.Cryptography"));

    [Test]
    public void A_store_hashes_a_key_the_same_each_time()
    {
        KeyHash hash = KeyHash.Random();
        byte[] copy = "key"u8.ToArray();

        Assert.That(hash.Of(copy), Is.EqualTo(hash.Of("key"u8)).And.Not.EqualTo(hash.Of("kex"u8)));
    }
}
