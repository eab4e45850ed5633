// What memjs is used for, by the binary protocol.
import assert from 'node:assert/strict';
import memjs from 'memjs';

const client = memjs.Client.create(`127.0.0.1:${process.argv[2]}`, { timeout: 20, conntimeout: 20 });
const valueOf = async key => (await client.get(key)).value;

assert.equal(await client.set('key', 'value', { expires: 100 }), true);
assert.equal((await valueOf('key')).toString(), 'value');
assert.equal(await valueOf('missing'), null);
assert.equal(await client.add('key', 'other'), false);
assert.equal(await client.replace('key', 'value2'), true);
assert.equal(await client.append('key', '-end'), true);
assert.equal((await valueOf('key')).toString(), 'value2-end'); // its prepend sends an append, whatever the server
await client.delete('number'); // for another run against the same server
assert.equal((await client.increment('number', 5, { initial: 10 })).value, 10);
assert.equal((await client.increment('number', 5, {})).value, 15);
assert.equal((await client.decrement('number', 20, {})).value, 0);
assert.equal(await client.touch('key', 100), true);

for (const size of [0, 1 << 20, 20 << 20]) {
  const large = Buffer.alloc(size, 'abcdefg');
  assert.equal(await client.set('large', large, { expires: 100 }), true);
  assert.equal(Buffer.compare(await valueOf('large'), large), 0);
}

assert.equal(await client.set('schlüssel', 'x', { expires: 100 }), true);
assert.equal((await valueOf('schlüssel')).toString(), 'x');

await Promise.all(Array.from({ length: 500 }, (_, i) => client.set(`many${i}`, `${i}`, { expires: 100 })));
const many = await Promise.all(Array.from({ length: 500 }, (_, i) => valueOf(`many${i}`)));
many.forEach((value, i) => assert.equal(value.toString(), `${i}`));

assert.equal(await client.delete('key'), true);
assert.equal(await client.delete('key'), false);
await client.flush();
assert.equal(await valueOf('number'), null);
client.close();
console.log('all passed');
