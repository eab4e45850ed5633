"""What pylibmc is used for, by the text or the binary protocol."""
import sys

import pylibmc

binary = sys.argv[2] == "binary"
client = pylibmc.Client([f"127.0.0.1:{sys.argv[1]}"], binary=binary, behaviors={"cas": True, "tcp_nodelay": True})

assert client.set("key", "value")
assert client.get("key") == "value"
assert client.get("missing") is None
assert client.add("key", "other") is False
assert client.replace("key", "value2")

value, cas = client.gets("key")
assert client.cas("key", "swapped", cas) is True
assert client.cas("key", "late", cas) is False

assert client.set("text", b"middle")
assert client.append("text", b"-end")
assert client.prepend("text", b"start-")
assert client.get("text") == b"start-middle-end"

assert client.set("number", 10)
assert client.incr("number", 5) == 15
assert client.decr("number", 3) == 12
try:
    client.incr("missing", 1)
    raise AssertionError("there is nothing to increment")
except pylibmc.NotFound:
    pass

assert client.touch("key", 100)
assert client.set_multi({"a": 1, "b": "two", "c": [3]}) == []
assert client.get_multi(["a", "b", "missing", "c"]) == {"a": 1, "b": "two", "c": [3]}
assert client.delete("a")
assert client.get("a") is None
assert client.delete_multi(["b", "c"])

for size in (0, 1 << 20, 20 << 20):
    large = bytes(range(256)) * (size // 256)
    assert client.set("large", large)
    assert client.get("large") == large

if binary:
    assert client.set(b"any\x01\x02\xff\xfebytes", b"x")
    assert client.get(b"any\x01\x02\xff\xfebytes") == b"x"
assert client.set("schlüssel", "x")
assert client.get("schlüssel") == "x"

assert client.get_stats()[0][1]["version" if isinstance(next(iter(client.get_stats()[0][1])), str) else b"version"]
assert client.flush_all()
assert client.get("key") is None
print("all passed")
