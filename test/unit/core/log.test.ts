import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currentEvents, emptyLog, readLog, writeLogLine } from '../../../src/core/log';
import { aLine, aLog, anApproval, aResult } from '../../support/aLog';
import { aPlan } from '../../support/aPlan';

const deployment = aPlan().id;

describe('reading a log', () => {
  test('an empty text is an empty log', () => {
    expect(readLog('', deployment)).toEqual(emptyLog);
  });

  test('parents come before children whatever the order of lines and ids', () => {
    const child = aLine('01A', 'approval.adjust', { text: 'later' }, { parents: ['01B'] });
    const parent = aLine('01B', 'approval.adjust', { text: 'earlier' });
    const log = aLog([child, parent]);
    expect(log.events.map(({ id }) => id)).toEqual(['01B', '01A']);
    expect(log.heads).toEqual(['01A']);
  });

  test('concurrent events are ordered by id, and all of them are heads', () => {
    const lines = ['01C', '01A', '01B'].map((id) => aLine(id, 'approval.adjust', { text: id }));
    const log = aLog(lines);
    expect(log.events.map(({ id }) => id)).toEqual(['01A', '01B', '01C']);
    expect(log.heads).toEqual(['01A', '01B', '01C']);
  });

  test('reads what it writes', () => {
    const log = aLog([aLine('01A', 'check.recorded', aResult('tests', 'pass'))]);
    const [event] = log.events;
    expect(event && readLog(writeLogLine(event), deployment).events).toEqual([event]);
  });

  test('survives CRLF, blank lines and repeated lines', () => {
    const line = aLine('01A', 'approval.adjust', { text: 'once' });
    expect(readLog(`${line}\r\n\r\n${line}\r\n`, deployment)).toEqual(aLog([line]));
  });

  test('keeps unknown keys of a line and of its data', () => {
    const line = JSON.stringify({
      ...(JSON.parse(aLine('01A', 'approval.adjust', { text: 'x' })) as Record<string, unknown>),
      extra: 1,
      data: { text: 'x', more: [2] },
    });
    expect(aLog([line]).events[0]).toMatchObject({ extra: 1, data: { text: 'x', more: [2] } });
  });

  test('any beginning of a log is a log of whole events with at most one torn line', () => {
    const lines = [
      aLine(
        '01A',
        'check.recorded',
        aResult('tests', 'pass', { evidence: { summary: 'a "quoted" {brace}', command: 'x' } }),
      ),
      aLine('01B', 'approval.granted', anApproval(), { parents: ['01A'] }),
    ];
    const text = `${lines.join('\n')}\n`;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length }), (length) => {
        const log = readLog(text.slice(0, length), deployment);
        expect(log.broken).toEqual([]);
        expect(log.torn).toBe(length > 0 && text.charAt(length - 1) !== '\n');
        expect(log.events.map(({ id }) => id)).toEqual(
          aLog(lines)
            .events.map(({ id }) => id)
            .slice(0, log.events.length),
        );
      }),
    );
  });

  test('a torn line that a later writer ended is no damage', () => {
    const whole = aLine('01A', 'approval.adjust', { text: 'x' });
    const torn = aLine('01B', 'approval.adjust', { text: 'y' }, { parents: ['01A'] }).slice(0, 60);
    const log = aLog([whole, torn, aLine('01C', 'approval.adjust', { text: 'z' }, { parents: ['01A'] })]);
    expect(log.broken).toEqual([]);
    expect(log.events.map(({ id }) => id)).toEqual(['01A', '01C']);
  });

  test.each([
    ['text', 'hello', 'This line is not JSON.'],
    ['conflict markers', '<<<<<<< HEAD', 'This line is not JSON.'],
    ['two events on one line', '{"v":1,"id":"01A{"v":1,"id":"01B"}', 'This line is not JSON.'],
    [
      'an event with rubbish behind it',
      `${aLine('01Z', 'approval.adjust', { text: 'x' })} x`,
      'This line is not JSON.',
    ],
    ['another JSON value', '[]', 'This line is not an event of a deployment log.'],
    ['an event without parents', '{"v":1,"id":"x"}', 'This line is not an event of a deployment log.'],
    [
      'an event of another deployment',
      aLine('01Z', 'approval.adjust', { text: 'x' }, { deployment: 'other' }),
      'This event belongs to another deployment (other).',
    ],
  ])('reports %s', (_, line, message) => {
    const log = aLog([aLine('01A', 'approval.adjust', { text: 'x' }), line]);
    expect(log.broken).toEqual([{ line: 2, message }]);
    expect(log.events.map(({ id }) => id)).toEqual(['01A']);
  });

  test('an id used twice is reported, and which event counts does not depend on the order of lines', () => {
    const [one, other] = ['one', 'other'].map((text) => aLine('01A', 'approval.adjust', { text }));
    const [log, mirrored] = [aLog([one ?? '', other ?? '']), aLog([other ?? '', one ?? ''])];
    expect(log.broken).toEqual([{ line: 2, message: 'Another event already has the id 01A.' }]);
    expect(mirrored.broken).toEqual(log.broken);
    expect(mirrored.events).toEqual(log.events);
  });

  test('names lost parents', () => {
    const line = aLine('01B', 'approval.adjust', { text: 'x' }, { parents: ['01Z', '01A'] });
    expect(aLog([line]).missing).toEqual(['01A', '01Z']);
  });

  test('names events that build on themselves', () => {
    const log = aLog([
      aLine('01A', 'approval.adjust', { text: 'x' }, { parents: ['01B'] }),
      aLine('01B', 'approval.adjust', { text: 'y' }, { parents: ['01A'] }),
      aLine('01C', 'approval.adjust', { text: 'z' }),
    ]);
    expect(log.circular).toEqual(['01A', '01B']);
    expect(log.events.map(({ id }) => id)).toEqual(['01C', '01A', '01B']);
  });

  test.each([
    ['of a newer version', { v: 2 }],
    ['of an unknown type', { type: 'stage.started' }],
    ['whose data is not what its type says', { data: { text: 1 } }],
    ['whose type is a property every object has', { type: 'constructor' }],
  ])('keeps an event %s apart, as a parent like any other', (_, fields) => {
    const known = aLine('01A', 'approval.adjust', { text: 'x' });
    const foreign = JSON.stringify({ ...(JSON.parse(known) as object), ...fields });
    const log = aLog([foreign, aLine('01B', 'approval.adjust', { text: 'y' }, { parents: ['01A'] })]);
    expect(log.foreign.map(({ id }) => id)).toEqual(['01A']);
    expect(log.missing).toEqual([]);
    expect(log.heads).toEqual(['01B']);
  });
});

describe('what nothing was written on top of', () => {
  test('is the last of a chain, even through other events', () => {
    const log = aLog([
      aLine('01A', 'check.recorded', aResult('tests', 'fail')),
      aLine('01B', 'approval.adjust', { text: 'between' }, { parents: ['01A'] }),
      aLine('01C', 'check.recorded', aResult('tests', 'pass'), { parents: ['01B'] }),
    ]);
    const results = log.events.filter(({ type }) => type === 'check.recorded');
    expect(currentEvents(log, results).map(({ id }) => id)).toEqual(['01C']);
  });

  test('is all of what was written without seeing each other', () => {
    const log = aLog([
      aLine('01A', 'approval.adjust', { text: 'root' }),
      aLine('01B', 'approval.adjust', { text: 'left' }, { parents: ['01A'] }),
      aLine('01C', 'approval.adjust', { text: 'right' }, { parents: ['01A'] }),
    ]);
    expect(currentEvents(log, log.events).map(({ id }) => id)).toEqual(['01B', '01C']);
  });
});
