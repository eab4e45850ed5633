using System.Text;
using CacheCore.Protocol.Binary;

namespace CacheCore.Protocol.Tests.Binary;

internal sealed class SaslPlainTests
{
    [TestCase("\0fred\0secret", "", "fred", "secret")]
    [TestCase("fred\0fred\0secret", "fred", "fred", "secret")]
    [TestCase("joe\0fred\0s e:c", "joe", "fred", "s e:c")]
    public void Three_parts_are_told_apart(string data, string identity, string user, string password)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(data);
        Assert.That(SaslPlain.TryRead(bytes, out SaslPlain plain));

        Assert.That(
            Text(plain.Identity) + "|" + Text(plain.User) + "|" + Text(plain.Password),
            Is.EqualTo($"{identity}|{user}|{password}"));

        string Text(ByteRange range) => Encoding.Latin1.GetString(range.In(bytes));
    }

    [TestCase("")]
    [TestCase("fred")]
    [TestCase("fred\0secret")]
    [TestCase("\0\0secret")]
    [TestCase("\0fred\0")]
    [TestCase("\0fred\0secret\0")]
    [TestCase("\0fred\0sec\0ret")]
    [TestCase("\0\0\0")]
    public void Anything_else_is_not_the_form(string data) =>
        Assert.That(SaslPlain.TryRead(Encoding.Latin1.GetBytes(data), out _), Is.False);
}
