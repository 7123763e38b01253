import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Config, ConfigRefused, DEFAULT_PORT, readConfig } from './config.ts';

const configOf = (...args: string[]): Config => {
  const config = readConfig(args);
  assert.ok(config !== 'help');
  return config;
};

test('without options it is a brisk fleet in real time on loopback, kept in the default file', () => {
  const { host, port, auth, pace, clock, store } = configOf();
  assert.deepEqual(
    [host, port, auth, pace, clock, store],
    ['127.0.0.1', DEFAULT_PORT, 'none', 'brisk', { kind: 'real' }, undefined],
  );
});

test('options are read', () => {
  const config = configOf(
    '--port',
    '0',
    '--pace=instant',
    '--clock',
    'virtual=2026-01-05T09:00:00Z',
    '--seed',
    '7',
    '--invoke-forward=chat=http://127.0.0.1:8080/invocations?a=b',
  );
  assert.equal(config.port, 0);
  assert.equal(config.pace, 'instant');
  assert.deepEqual(config.clock, { kind: 'virtual', at: Date.UTC(2026, 0, 5, 9) });
  assert.equal(config.seed, 7);
  assert.deepEqual([...config.forwards], [['chat', 'http://127.0.0.1:8080/invocations?a=b']]);
});

const refused: Record<string, [args: string[], pattern: RegExp]> = {
  'an option that does not exist': [['--prot', '1'], /--prot/],
  'a port that is none': [
    ['--port', '70000'],
    /--port is '70000', and must be a whole number from 0 to 65535/,
  ],
  'a pace that does not exist': [['--pace', 'fast'], /must be one of realistic, brisk, instant/],
  'a clock that does not exist': [['--clock', 'sundial'], /--clock is 'sundial'/],
  'a time that is none': [['--clock', 'virtual=tomorrow'], /no ISO time/],
  'a webhook that is no URL': [['--event-webhook', 'nowhere'], /must be an http or https URL/],
  'a model server without its endpoint': [
    ['--invoke-forward', 'http://h/'],
    /must be an endpoint's name, '=', and/,
  ],
  'a model server that is no URL': [['--invoke-forward', 'a=ftp://h/'], /--invoke-forward is 'a=ftp:/],
  'a model server with a password': [['--invoke-forward', 'a=http://u:p@h/'], /without user and password/],
  'two model servers for an endpoint': [
    ['--invoke-forward', 'a=http://h/', '--invoke-forward', 'a=http://i/'],
    /names endpoint 'a' twice/,
  ],
  'everyone let in from everywhere': [
    ['--host', '0.0.0.0'],
    /Use --auth sigv4 --credentials FILE, or add --insecure/,
  ],
  'signatures without keys': [['--auth', 'sigv4'], /needs --credentials FILE/],
  'keys without signatures': [['--credentials', 'f'], /--auth sigv4 alone/],
  'a word too many': [['now'], /now/],
};

for (const [sentence, [args, pattern]] of Object.entries(refused)) {
  test(`${sentence}: refused with the way out`, () => {
    assert.throws(
      () => readConfig(args),
      (error) => error instanceof ConfigRefused && pattern.test(error.message),
    );
  });
}

test('another address is fine where it was meant', () => {
  assert.equal(configOf('--host', '0.0.0.0', '--insecure').host, '0.0.0.0');
  assert.equal(configOf('--host', '0.0.0.0', '--auth', 'sigv4', '--credentials', 'f').auth, 'sigv4');
  for (const host of ['127.0.0.2', '::1', 'localhost']) assert.equal(configOf('--host', host).host, host);
});
