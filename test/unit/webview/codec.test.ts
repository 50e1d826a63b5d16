import { describe, expect, test } from 'vitest';
import { type CodecName, codecNames } from '../../../src/protocol/unsavedTexts';
import { codecs, formatDuration, formatRoughly, parseDuration } from '../../../webview/codec';

test.each([
  [0, '0s'],
  [90, '1m 30s'],
  [3600, '1h'],
  [5400, '1h 30m'],
  [86_400, '24h'],
  [0.5, '0.5s'],
  [3661.25, '1h 1m 1.25s'],
])('%d seconds are written %s, and read back', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
  expect(parseDuration(text)).toBe(seconds);
});

test.each([
  ['300', 300],
  ['5 min', 300],
  ['1h30m', 5400],
  ['1.5 hours', 5400],
  ['1,5h', 5400],
  ['2 days', 172_800],
  ['1 H', 3600],
  ['', undefined],
  ['soon', undefined],
  ['5 fortnights', undefined],
  ['-5m', undefined],
  ['5m later', undefined],
])('"%s" is %s seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

describe('a field', () => {
  test.each<[CodecName, string, unknown]>([
    ['text', ' as typed ', { kind: 'value', value: ' as typed ' }],
    ['optionalText', '', { kind: 'absent' }],
    ['optionalText', ' ', { kind: 'value', value: ' ' }],
    ['answer', '  ', { kind: 'value', value: null }],
    ['answer', 'prod-eu', { kind: 'value', value: 'prod-eu' }],
    ['date', ' 2025-10-27 ', { kind: 'value', value: '2025-10-27' }],
    ['date', '2025-13-01', { kind: 'error', message: 'Enter a date as `YYYY-MM-DD`.' }],
    ['date', '27.10.2025', { kind: 'error', message: 'Enter a date as `YYYY-MM-DD`.' }],
    ['lines', ' a \n\n b', { kind: 'value', value: ['a', 'b'] }],
    ['lines', '', { kind: 'value', value: [] }],
    ['number', '-1,5', { kind: 'value', value: -1.5 }],
    ['number', '1e3', { kind: 'error', message: 'Enter a number.' }],
    ['number', '1,000.5', { kind: 'error', message: 'Enter a number.' }],
    ['number', '', { kind: 'error', message: 'Enter a number.' }],
    ['optionalNumber', ' ', { kind: 'absent' }],
    ['percent', '100', { kind: 'value', value: 100 }],
    ['percent', '101', { kind: 'error', message: 'Enter a number from 0 to 100.' }],
    ['share', '0.1', { kind: 'value', value: 0.001 }],
    ['count', '-1', { kind: 'error', message: 'Enter 0 or more.' }],
    ['optionalCount', '', { kind: 'value', value: null }],
    ['optionalRatio', '1,8', { kind: 'value', value: 1.8 }],
    ['optionalRatio', '0.9', { kind: 'error', message: 'Enter 1 or more.' }],
    ['optionalRatio', '', { kind: 'absent' }],
    ['minutes', '0', { kind: 'error', message: 'Enter 1 or more.' }],
    ['duration', '5m', { kind: 'value', value: 300 }],
    ['duration', '', { kind: 'error', message: 'Enter a duration such as 90s, 5m or 1h 30m.' }],
    ['optionalDuration', '', { kind: 'absent' }],
    ['flag', 'true', { kind: 'value', value: true }],
  ])('of kind %s reads "%s"', (codec, text, parsed) => {
    expect(codecs[codec].parse(text)).toEqual(parsed);
  });

  const samples: Readonly<Record<CodecName, unknown>> = {
    text: 'a',
    optionalText: 'a',
    answer: 'a',
    date: '2025-10-27',
    lines: ['a', 'b'],
    number: 0.1,
    optionalNumber: 5,
    percent: 12.5,
    share: 0.0015,
    count: 8603,
    optionalCount: null,
    optionalRatio: 1.5,
    minutes: 30,
    duration: 5400,
    optionalDuration: 90,
    flag: true,
  };

  test.each(codecNames)('of kind %s gives back the value it shows', (codec) => {
    const { format, parse } = codecs[codec];
    expect(parse(format(samples[codec]))).toEqual({ kind: 'value', value: samples[codec] });
  });

  test.each(codecNames)('of kind %s shows something for a value of another type', (codec) => {
    for (const value of [undefined, null, 5, 'x', [], {}, true])
      expect(typeof codecs[codec].format(value)).toBe('string');
  });
});

test.each([
  [0, '0s'],
  [89, '89s'],
  [90, '2m'],
  [4200, '70m'],
  [5400, '2h'],
  [87_000, '24h'],
  [259_200, '3d'],
])('%d seconds are roughly %s', (seconds, text) => {
  expect(formatRoughly(seconds)).toBe(text);
});
