using CacheCore.Protocol.Binary;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>The credentials of text, and on the way those of SASL, whose data has no end of its own.</summary>
internal sealed class CredentialsPair : Pair
{
    public override string Write(RandomText random, Span<byte> room, out int written)
    {
        byte[] user = random.Key();
        byte[] password = random.Key();
        byte[] identity = random.Flip() ? [] : random.Key();
        Assert.That(SaslPlain.TryWrite(room, identity, user, password, out written), Is.True);
        Assert.That(SaslPlain.TryRead(room[..written], out SaslPlain plain), Is.True);
        Assert.That(
            (Text(plain.Identity, room), Text(plain.User, room), Text(plain.Password, room)),
            Is.EqualTo((Text(identity), Text(user), Text(password))));

        Assert.That(TextCredentials.TryWrite(room, user, password, out written), Is.True);
        return $"{Text(user)} {Text(password)}";
    }

    public override int Read(ReadOnlySpan<byte> arrived, List<string> said)
    {
        int start = 0;
        while (TextCredentials.Read(arrived[start..], out TextCredentials credentials, out int consumed) == ParseStatus.Command)
        {
            Assert.That(credentials.Error, Is.EqualTo(ReplyLine.None));
            ReadOnlySpan<byte> rest = arrived[start..];
            said.Add($"{Text(credentials.User, rest)} {Text(credentials.Password, rest)}");
            start += consumed;
        }

        return start;
    }
}
