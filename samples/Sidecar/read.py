"""Reads what the app cached, and leaves it a note: python3 read.py [KEY] [PORT]. Needs pymemcache."""
import sys

from pymemcache.client.base import Client

key = sys.argv[1] if len(sys.argv) > 1 else "weather:oslo"
port = int(sys.argv[2]) if len(sys.argv) > 2 else 11211
client = Client(("127.0.0.1", port))

value = client.get(key)
print(value.decode() if value is not None else f"nothing under {key}")
client.set("note:python", b"greetings from Python", noreply=False)
