import { expect, test } from 'vitest';
import { formHtml } from '../../../../src/ui/form/formHtml';

const parts = {
  cspSource: 'https://*.vscode-cdn.net',
  nonce: 'abc123',
  scriptUri: 'https://file/dist/webview.js',
  styleUris: ['https://file/media/form.css', 'https://file/media/fields.css'],
  language: 'de',
  title: 'Plan "A" <b> & co',
};

test('the policy allows our script by its nonce and our style sheets, and nothing else', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/u.exec(formHtml(parts))?.[1];
  expect(policy).toBe(
    "default-src 'none'; style-src https://*.vscode-cdn.net 'nonce-abc123'; script-src 'nonce-abc123'; base-uri 'none'; form-action 'none'",
  );
  expect(policy).not.toContain('unsafe');
});

test('the nonce stands where the toolkit looks for it', () => {
  expect(formHtml(parts)).toContain('<meta property="csp-nonce" nonce="abc123" content="abc123" />');
});

test('nothing handed in becomes markup', () => {
  expect(formHtml(parts)).toContain('<title>Plan &quot;A&quot; &lt;b&gt; &amp; co</title>');
});
