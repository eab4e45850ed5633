"""pylibmc and SASL: the right password, a wrong one, none."""
import sys

import pylibmc

server, user, password = f"127.0.0.1:{sys.argv[1]}", sys.argv[2], sys.argv[3]

client = pylibmc.Client([server], binary=True, username=user, password=password)
assert client.set("key", "value")
assert client.get("key") == "value"
assert client.incr("number", 1) if client.set("number", 1) else False
assert client.get_multi(["key", "missing"]) == {"key": "value"}


def is_refused(**credentials):
    stranger = pylibmc.Client([server], binary=True, **credentials)
    try:
        return stranger.get("key") is None
    except pylibmc.Error:
        return True


assert is_refused(username=user, password=password + "x")
assert is_refused(username="nobody", password=password)
assert is_refused()
print("all passed")
