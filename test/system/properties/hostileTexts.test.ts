import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { readPlan } from '../../../src/core/plan/readPlan';
import type { Plan } from '../../../src/core/plan/schema';
import { regionNames, runbookDigest, splitRunbook } from '../../../src/core/runbook/regions';
import { findRunbookProblems } from '../../../src/core/runbook/requirements';
import { aLine, aLog, aResult, sha256 } from '../../support/aLog';
import { aPlan } from '../../support/aPlan';
import { aRunbook } from '../../support/aRunbook';

const plan = aPlan();
const parser = new MarkdownIt({ html: true });

describe('whatever people write', () => {
  const hostile = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 4 }),
        fc.constantFrom(
          ...['\n', '\r', '```', '~~~', '# ', '\n## Stage 9', '|', '<!--', '-->', '<b>', '- [x] ', '[a](b)', '`', '\\'],
          ...[
            '{{blank:on-call}}',
            '{{blank:kube-context}}',
            '{{{x}}}',
            '{{> step}}',
            '    ',
            '> ',
            '---',
            '<a id="x"></a>',
          ],
          ...regionNames.flatMap((name) => [`\n<!-- cc10x:${name} -->\n`, `\n<!-- /cc10x:${name} -->\n`]),
        ),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(''));

  function parsed(value: unknown): Plan {
    const reading = readPlan(JSON.stringify(value));
    if (reading.kind !== 'plan') throw new Error(JSON.stringify(reading));
    return reading.plan;
  }

  /** The plan with every free text replaced, ids and choices kept. */
  function withTexts(value: unknown, next: () => string, key = ''): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => withTexts(item, next, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTexts(item, next, name)]));
    }
    const fixed = [
      'id',
      'kind',
      'stage',
      'level',
      'metric',
      'comparison',
      'shell',
      'date',
      'severity',
      'group',
      'dimension',
    ];
    return typeof value === 'string' && ![...fixed, 'trafficControl', 'commit', 'unit'].includes(key) ? next() : value;
  }

  const structureOf = (text: string): readonly string[] =>
    parser
      .parse(text, {})
      .filter(({ type }) =>
        /^(?:heading_open|fence|hr|html_block|blockquote_open|code_block|ordered_list_open)$/u.test(type),
      )
      .map(({ type, tag }) => `${type} ${tag}`);

  test('the structure, the regions and the requirements of the runbook hold', () => {
    const empty = aRunbook({ ...plan, blanks: plan.blanks.map((blank) => ({ ...blank, value: 'x' })) });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 20, maxLength: 20 }), (texts) => {
        let at = 0;
        const next = (): string => `x${texts[at++ % texts.length] ?? ''}`;
        const changed = parsed(withTexts(plan, next));
        const log = aLog([
          aLine('01A', 'check.recorded', aResult('tests', 'fail', { evidence: { summary: next(), command: next() } }), {
            by: next(),
          }),
          aLine('01B', 'approval.adjust', { text: next() }, { parents: ['01A'], at: next() }),
        ]);
        const text = aRunbook(changed, log);
        expect(splitRunbook(text).map(({ kind }) => kind)).toEqual(splitRunbook(empty).map(({ kind }) => kind));
        expect(findRunbookProblems(text)).toEqual([]);
        expect(structureOf(text)).toEqual(structureOf(empty));
        expect(runbookDigest(text, sha256)).toBe(runbookDigest(aRunbook(changed), sha256));
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
