import { describe, expect, test } from 'vitest';
import type { Blank } from '../../../src/core/plan/schema';
import { keepAnswers, keptAnswers } from '../../../src/flow/keepAnswers';
import { readProfile } from '../../../src/flow/readProfile';
import { memoryFiles } from '../../support/memoryFiles';

const file = '/shop/.cc10x/service.json';
const blank = (profileKey: string | undefined, value: string | null): Blank => ({
  id: profileKey ?? 'none',
  question: '?',
  value,
  ...(profileKey === undefined ? {} : { profileKey }),
});
const answers = [
  blank('onCall', 'Grace'),
  blank('platform.context', 'prod-eu'),
  blank('dashboards', 'https://grafana.example.com/d/1'),
  blank('channels.critical', '#pagerduty'),
];

describe('answers kept for a service', () => {
  test('make a profile where there is none, and the next plan reads them', async () => {
    const files = memoryFiles();
    await keepAnswers(files, '/shop', answers);
    expect(await readProfile(files, '/shop')).toEqual({
      onCall: 'Grace',
      platform: { context: 'prod-eu' },
      dashboards: ['https://grafana.example.com/d/1'],
      channels: { critical: '#pagerduty' },
    });
    expect(keptAnswers(await readProfile(files, '/shop'), answers)).toEqual(answers.map(({ id }) => id));
  });

  test('change their own lines alone', async () => {
    const before = '{\n\t// ask the duty manager first\n\t"onCall": "Ada",\n\t"team": "shop"\n}\n';
    const files = memoryFiles({ [file]: before });
    await keepAnswers(files, '/shop', [blank('onCall', 'Grace')]);
    expect(await files.readText(file)).toBe(before.replace('Ada', 'Grace'));
  });

  test('leave out what is open, not applicable or has no place, and then write nothing', async () => {
    const files = memoryFiles();
    const closed = { ...blank('owner', null), notApplicable: { reason: 'Batch job' } };
    await keepAnswers(files, '/shop', [blank('onCall', null), blank(undefined, 'Grace'), closed]);
    expect(await files.readText(file)).toBeUndefined();
    expect(keptAnswers({}, [blank('onCall', null), blank(undefined, 'Grace'), closed])).toEqual([]);
  });

  test.each([
    [
      '{ "onCall": 5 }',
      blank('owner', 'Ada'),
      '.cc10x/service.json: "onCall" has the wrong form. Mend it and try again.',
    ],
    ['{ oops', blank('owner', 'Ada'), '.cc10x/service.json is not valid JSON. Mend it and try again.'],
    [
      '{ "prometheus": null }',
      blank('prometheus.service', 'shop'),
      'The answer does not fit into .cc10x/service.json at "prometheus.service". Write it there by hand.',
    ],
    [
      '{}',
      blank('approvals', 'two'),
      'The answer does not fit into .cc10x/service.json at "approvals". Write it there by hand.',
    ],
  ])('never spoil a profile: %s', async (text, answer, message) => {
    const files = memoryFiles({ [file]: text });
    await expect(keepAnswers(files, '/shop', [answer])).rejects.toThrow(message);
    expect(await files.readText(file)).toBe(text);
  });

  test('count as kept only while both say the same', () => {
    expect(
      keptAnswers({ onCall: 'Grace', channels: {} }, [blank('onCall', 'Ada'), blank('channels.warning', 'x')]),
    ).toEqual([]);
  });
});
