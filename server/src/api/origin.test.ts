import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from './origin.ts';

const ALLOWED = ['127.0.0.1', '10.1.2.3:9000', 'Quartermaster.internal', 'fd00::7', '127.0.0.1:5173'];

type Row = [host: string | undefined, origin?: string, secFetchSite?: string];
const PASS: Record<string, Row> = {
  'a command line on this machine': ['localhost:9000'],
  'a name that resolves to this machine': ['sagemaker.localhost:9000'],
  'a name with the root dot': ['localhost.'],
  'any letter case': ['LocalHost'],
  'any loopback address': ['127.255.3.4:80'],
  'loopback in version 6': ['[::1]:9000'],
  'the listen address': ['10.1.2.3:9000'],
  'the listen address behind another port': ['10.1.2.3:8080'],
  'a version 6 listen address': ['[fd00::7]:9000'],
  'an allowed name': ['quartermaster.internal'],
  'the console itself': ['localhost:9000', 'http://localhost:9000', 'same-origin'],
  'the console in development': ['localhost:9000', 'http://127.0.0.1:5173', 'same-site'],
  'a page of this server by its name': ['quartermaster.internal:80', 'http://Quartermaster.internal:80'],
  'an allowed page': ['localhost', 'https://quartermaster.internal', 'same-site'],
  'an address typed in': ['localhost', undefined, 'none'],
};
const REFUSE: Record<string, [row: Row, text: RegExp]> = {
  'no Host': [[undefined], /no Host/],
  'an empty Host': [[''], /no Host/],
  'a rebound name': [['evil.example:9000'], /"evil.example:9000" does not name this server/],
  'a name that only begins right': [['localhost.evil.example'], /does not name/],
  'a name that only ends right': [['evillocalhost'], /does not name/],
  'a name that looks like an address': [['127.0.0.1.evil.example'], /does not name/],
  'no loopback address': [['127.0.0.256'], /does not name/],
  'an address on all interfaces': [['0.0.0.0:9000'], /does not name/],
  'two hosts': [['localhost, evil.example'], /does not name/],
  'a user name before the host': [['evil@localhost'], /does not name/],
  'a foreign page': [['localhost', 'https://evil.example'], /web page at "https:\/\/evil.example"/],
  'a page without origin': [['localhost', 'null'], /web page/],
  'an empty origin': [['localhost', ''], /web page/],
  'a page of another port of this machine': [['localhost:9000', 'http://localhost:3000'], /web page/],
  'a page of the listen address, on another port': [['127.0.0.1:9000', 'http://127.0.0.1:3000'], /web page/],
  'an extension': [['localhost', 'chrome-extension://localhost'], /web page/],
  'an origin with user name': [['localhost', 'http://localhost@evil.example'], /web page/],
  'a form on another site': [['localhost', undefined, 'cross-site'], /another site/],
};

for (const [name, [host, origin, secFetchSite]] of Object.entries(PASS)) {
  test(`may pass: ${name}`, () => assert.equal(refusal({ host, origin, secFetchSite }, ALLOWED), undefined));
}
for (const [name, [[host, origin, secFetchSite], text]] of Object.entries(REFUSE)) {
  test(`is refused: ${name}`, () =>
    assert.match(refusal({ host, origin, secFetchSite }, ALLOWED) ?? '', text));
}
