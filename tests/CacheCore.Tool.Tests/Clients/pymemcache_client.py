"""What pymemcache is used for, against a server on a port of this machine."""
import sys

from pymemcache.client.base import Client
from pymemcache.serde import pickle_serde

client = Client(("127.0.0.1", int(sys.argv[1])), no_delay=True)

assert client.set("key", b"value", noreply=False)
assert client.get("key") == b"value"
assert client.get("missing") is None
assert client.add("key", b"other", noreply=False) is False
assert client.replace("key", b"value2", noreply=False)

value, cas = client.gets("key")
assert client.cas("key", b"swapped", cas, noreply=False) is True
assert client.cas("key", b"late", cas, noreply=False) is False
assert client.cas("missing", b"x", b"1", noreply=False) is None

assert client.append("key", b"-end", noreply=False)
assert client.prepend("key", b"start-", noreply=False)
assert client.get("key") == b"start-swapped-end"

assert client.set("number", b"10", noreply=False)
assert client.incr("number", 5) == 15
assert client.decr("number", 20) == 0
assert client.incr("missing", 1) is None

assert client.touch("key", 100, noreply=False)
assert client.set_many({"a": b"1", "b": b"2", "c": b"3"}, noreply=False) == []
assert client.get_many(["a", "b", "missing", "c"]) == {"a": b"1", "b": b"2", "c": b"3"}
assert client.delete("a", noreply=False)
assert client.get("a") is None
assert client.delete("a", noreply=False) is False

for size in (0, 1 << 20, 20 << 20):
    large = bytes(range(256)) * (size // 256)
    assert client.set("large", large, noreply=False)
    assert client.get("large") == large

unicode_client = Client(("127.0.0.1", int(sys.argv[1])), allow_unicode_keys=True, serde=pickle_serde)
assert unicode_client.set("schlüssel-ключ-鍵", {"any": ["thing", 1]}, noreply=False)
assert unicode_client.get("schlüssel-ключ-鍵") == {"any": ["thing", 1]}

for number in range(1000):
    client.set(f"quiet{number}", b"x", noreply=True)
assert len(client.get_many([f"quiet{number}" for number in range(1000)])) == 1000

assert int(client.stats()[b"cmd_set"]) > 1000
assert client.version().startswith(b"1.6.")
assert client.flush_all(noreply=False)
assert client.get("key") is None
print("all passed")
