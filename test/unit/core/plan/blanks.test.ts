import { describe, expect, test } from 'vitest';
import {
  blankReference,
  blanksIn,
  fillBlanks,
  fillCommand,
  isOpen,
  splitAtBlanks,
  wholeBlank,
} from '../../../../src/core/plan/blanks';
import type { Blank } from '../../../../src/core/plan/schema';

const answered = (value: string): Blank => ({ id: 'a', question: 'What is a?', value });
const open: Blank = { id: 'o', question: 'Which context;\nis production?', value: null };
const closed: Blank = {
  id: 'n',
  question: 'Which flag?',
  value: null,
  notApplicable: { reason: 'We have none; touch x' },
};

describe('references', () => {
  test('are found once each, in order', () => {
    expect(blanksIn('{{blank:b}} {{blank:a.1}} {{blank:b}} {{blank:}} {{blank: c}} {blank:d}')).toEqual(['b', 'a.1']);
  });

  test.each([
    ['{{blank:a}}', 'a'],
    ['  {{blank:a}}\n', 'a'],
    ['x {{blank:a}}', undefined],
    ['{{blank:a}}{{blank:a}}', undefined],
    ['{{blank:a}}{{blank:b}}', undefined],
    ['', undefined],
  ])('%j as a whole: %s', (text, id) => {
    expect(wholeBlank(text)).toBe(id);
  });
});

test.each<[string, Blank, boolean]>([
  ['without an answer', open, true],
  ['with a blank answer', answered('  '), true],
  ['with an answer', answered('x'), false],
  ['closed with a reason', closed, false],
  ['closed without a reason', { ...closed, notApplicable: { reason: ' ' } }, true],
])('a blank %s is open: %s', (_, blank, expected) => {
  expect(isOpen(blank)).toBe(expected);
});

describe('filling text', () => {
  test('puts answers in and lets open questions stand out', () => {
    expect(
      fillBlanks('a={{blank:a}} o={{blank:o}} n={{blank:n}} u={{blank:u}} o={{blank:o}}', [
        answered('1 $&'),
        open,
        closed,
      ]),
    ).toEqual({
      text: 'a=1 $& o=<Which context; is production?> n=<not applicable: We have none; touch x> u=<{{blank:u}}> o=<Which context; is production?>',
      open: ['o', 'u'],
      notApplicable: ['We have none; touch x'],
    });
  });

  test('an answer is not read again', () => {
    expect(fillBlanks('{{blank:a}}', [answered('{{blank:o}}'), open])).toEqual({
      text: '{{blank:o}}',
      open: [],
      notApplicable: [],
    });
  });

  test('the parts in order are the text', () => {
    expect(splitAtBlanks('x {{blank:a}} y {{blank:o}}{{blank:n}} z', [answered('1'), open, closed])).toEqual([
      { kind: 'text', text: 'x 1 y ' },
      { kind: 'open', id: 'o', question: 'Which context;\nis production?' },
      { kind: 'not-applicable', reason: 'We have none; touch x' },
      { kind: 'text', text: ' z' },
    ]);
  });
});

describe('filling a command', () => {
  test('a command that is one blank takes the answer as the command it is', () => {
    expect(fillCommand('{{blank:a}}', [answered("echo 'a' && echo b")])).toEqual({
      text: "echo 'a' && echo b",
      open: [],
      notApplicable: [],
    });
  });

  test.each([
    ['{{blank:a}}', "it's", "it's"],
    ['x {{blank:a}}', "it's", "x 'it''s'"],
    ["x '{{blank:a}}'", 'it’s', "x 'it’’s'"],
    ['x "{{blank:a}}"', 'a "$b`', 'x "a `"`$b``"'],
    ['x {{blank:a}}', 'a,b', "x 'a,b'"],
    ['x {{blank:a}}', 'prod-eu', 'x prod-eu'],
  ])('PowerShell: %j with %j', (command, answer, expected) => {
    expect(fillCommand(command, [answered(answer)], 'powershell').text).toBe(expected);
  });

  test('shows the id of the open question where the answer belongs, behind what stops every shell', () => {
    expect(fillCommand('kubectl --context {{blank:o}} get pods\ntouch y', [open])).toEqual({
      text: '| kubectl --context <o> get pods\n| touch y',
      open: ['o'],
      notApplicable: [],
    });
  });
});

test('a reference is what is looked for', () => {
  expect(blanksIn(blankReference('kube-context'))).toEqual(['kube-context']);
});
