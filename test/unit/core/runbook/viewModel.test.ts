import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import type { Plan, Stage, Step } from '../../../../src/core/plan/schema';
import { anchorsOf } from '../../../../src/core/runbook/anchors';
import { splitRunbook } from '../../../../src/core/runbook/regions';
import { aLine, aLog, anApproval } from '../../../support/aLog';
import { aPlan } from '../../../support/aPlan';
import { aBusyLog, aRunbook, aRunbookView, releaseFacts } from '../../../support/aRunbook';

const plan = aPlan();
const parser = new MarkdownIt({ html: true });

function withStage(id: string, change: Partial<Stage>): Plan {
  return { ...plan, stages: plan.stages.map((stage) => (stage.id === id ? { ...stage, ...change } : stage)) };
}

const command = (run: string, more: Partial<Step> = {}): Step => ({
  id: 'a-step',
  title: 'A step',
  run,
  shell: 'bash',
  ...more,
});

function headingsOf(markdown: string): readonly string[] {
  const tokens = parser.parse(markdown, {});
  return tokens.flatMap(({ type, markup }, index) =>
    type === 'heading_open' ? [`${markup} ${tokens[index + 1]?.content ?? ''}`] : [],
  );
}

/** The anchor that GitHub gives a heading. */
function githubSlug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** The anchor that the preview of VS Code gives a heading. */
function codeSlug(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/\s+/gu, '-')
    .replace(/[\][!/'"#$%&()*+,./:;<=>?@\\^{|}~`]/gu, '')
    .replace(/^-+|-+$/gu, '');
}

/** The anchor that GitLab gives a heading. */
function gitlabSlug(heading: string): string {
  return githubSlug(heading).replace(/-+/gu, '-');
}

/** Every text in a value. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'boolean') return [];
  if (typeof value !== 'object' || value === null) throw new Error(`Neither text, boolean nor list: ${String(value)}`);
  return Object.values(value).flatMap(textsIn);
}

describe('the runbook of the sample plan', () => {
  test('before anything happened', async () => {
    await expect(aRunbook()).toMatchFileSnapshot('runbooks/planned.md.snap');
  });

  test('checked, adjusted and approved', async () => {
    await expect(aRunbook(plan, aBusyLog())).toMatchFileSnapshot('runbooks/approved.md.snap');
  });

  test('is made of texts, booleans and lists only, none of them undefined', () => {
    expect(textsIn(aRunbookView()).filter((text) => /undefined|null|NaN|\[object/u.test(text))).toEqual([]);
    expect(aRunbook(plan, aBusyLog())).not.toMatch(/undefined|NaN|\[object/u);
  });

  test('has the headings of the workflow in their order', () => {
    expect(headingsOf(aRunbook())).toEqual([
      '# Deployment: User authentication',
      '## Abort',
      '## Summary',
      '### Top Risks',
      '## Pre-Deployment Checklist',
      '## Staged Rollout',
      '### Before Stage 1: identity preflight and recorded live state',
      '### Stage 1: Infrastructure (0%)',
      '### Stage 2: Canary (5%)',
      '### Stage 3: Partial (25%)',
      '### Stage 4: Majority (50%)',
      '### Stage 5: Full (100%)',
      '## Rollback Procedures',
      '### Level 1: Feature Flag (< 1 min)',
      '### Level 2: Config (< 5 min)',
      '### Level 3: Code (< 15 min)',
      '## Monitoring',
      '## Communication Plan',
      '### Escalation',
      '## Post-Deployment Watch',
      '## Execution Log',
    ]);
  });

  test('has no two blank lines in a row, no space at a line end, and one line end at the end', () => {
    for (const text of [aRunbook(), aRunbook(plan, aBusyLog())]) {
      expect(text).not.toMatch(/\n\n\n|[ \t]\n|\n\n$/u);
      expect(text.endsWith('\n')).toBe(true);
    }
  });

  test('links lead to anchors, and anchors are unique', () => {
    const text = aRunbook(plan, aBusyLog());
    const anchors = [...text.matchAll(/<a id="([^"]+)"/gu)].map(([, id]) => id);
    expect(new Set(anchors).size).toBe(anchors.length);
    // GitLab drops unknown ids and keeps names.
    const named = [...text.matchAll(/<a id="([^"]+)" name="\1"/gu)].map(([, id]) => id);
    const targets = [...text.matchAll(/\]\(#([^)]+)\)/gu)].map(([, target = '']) => target);
    for (const slugOf of [githubSlug, gitlabSlug, codeSlug]) {
      const slugs = headingsOf(text).map((heading) => slugOf(heading.replace(/^#+ /u, '')));
      // A heading's own anchor must not stand where a link means an item.
      expect(slugs.filter((slug) => anchors.includes(slug))).toEqual([]);
      for (const target of targets) expect([...named, ...slugs]).toContain(target);
    }
  });

  test('has an anchor for every item that events and problems name', () => {
    const { of } = anchorsOf(plan);
    const text = aRunbook();
    const anchors = [
      ...plan.stages.flatMap((stage) => [
        of('stage', stage.id),
        ...stage.steps.map(({ id }) => of('step', id)),
        ...stage.validations.map(({ id }) => of('validation', id)),
        ...stage.triggers.map(({ id }) => of('trigger', id)),
      ]),
      ...plan.rollback.levels.flatMap((level) => [
        of('level', level.id),
        ...level.steps.map(({ id }) => of('step', id)),
      ]),
      ...plan.rollback.record.map(({ id }) => of('step', id)),
      ...plan.checks.map(({ id }) => of('check', id)),
      ...plan.risks.map(({ id }) => of('risk', id)),
    ];
    for (const anchor of anchors) expect(text).toContain(`<a id="${anchor}"`);
  });

  test('is the same however often it is rendered', () => {
    expect(aRunbook(aPlan(), aBusyLog())).toBe(aRunbook(plan, aBusyLog()));
  });

  test('keeps the output of commands to the log', () => {
    expect(aRunbook(plan, aBusyLog())).not.toContain('SECRET OUTPUT');
  });

  test('parses as one table of levels, of risks, of rule states and of the log, with all their columns', () => {
    const tokens = parser.parse(aRunbook(plan, aBusyLog()), {});
    const columns = (type: string): number => tokens.filter((token) => token.type === type).length;
    expect([columns('table_open'), columns('th_open'), columns('td_open')]).toEqual([
      4,
      3 + 5 + 3 + 3,
      3 * 3 + 3 * 5 + 4 * 3 + 5 * 3,
    ]);
  });

  test('has no list whose boxes stand apart from their text: there are no blank lines in it', () => {
    const tokens = parser.parse(aRunbook(plan, aBusyLog()), {});
    const apart = tokens.filter(
      ({ type, hidden }, index) =>
        type === 'paragraph_open' && !hidden && /^\[[ x]\] /u.test(tokens[index + 1]?.content ?? ''),
    );
    expect(apart).toEqual([]);
  });
});

describe('anchors', () => {
  test('an id that begins with its kind stands for itself; the later of two claims gets a number', () => {
    const stages = plan.stages
      .slice(0, 2)
      .map((stage, index) => ({ ...stage, id: ['canary', 'stage-canary'][index] ?? '' }));
    const { of, find } = anchorsOf({ ...plan, stages });
    expect([of('stage', 'canary'), of('stage', 'stage-canary')]).toEqual(['stage-canary', 'stage-canary.2']);
    expect([find('level-1'), find('errors-critical')]).toEqual(['level-1', undefined]);
  });

  test('outlive a changed title', () => {
    const renamed = withStage('canary', { title: 'One pod in Frankfurt' });
    expect(aRunbook(renamed)).toContain(
      '\n<a id="stage-canary" name="stage-canary"></a>\n\n### Stage 2: Canary (5%)\n',
    );
    expect(aRunbook(renamed)).toContain('- What: One pod in Frankfurt\n');
  });
});

describe('a stage', () => {
  test('left out keeps its heading and gives the reason', () => {
    const text = aRunbook(withStage('partial', { skipped: { reason: 'Two replicas cannot take 25 %' } }));
    expect(text).toContain(
      '### Stage 3: Partial (25%)\n\n**Skipped:** Two replicas cannot take 25 %.\n\n<a id="stage-majority"',
    );
    expect(text).toContain('4 stages (1 skipped), estimated 50 h in all.');
  });

  test('tells that its soak was not computed', () => {
    const soak = { seconds: 3600, requests: null, floorSeconds: 3600, method: 'not computed', inputs: {} };
    expect(aRunbook(withStage('canary', { soak }))).toContain('- Soak: 1 h (not computed).\n');
  });

  test('names cohort, tenant, region and why it lies outside its band', () => {
    const audience = { percent: 3, cohort: 'staff', tenant: 'acme', region: 'eu', stickiness: 'By cookie' };
    const text = aRunbook(withStage('canary', { audience, bandReason: '4 replicas' }));
    expect(text).toContain(
      '- Audience: 3 % of traffic, cohort staff, tenant acme, region eu. Stickiness: By cookie.\n',
    );
    expect(text).toContain('- Outside the usual share of traffic: 4 replicas.\n');
  });

  test('lists several triggers, each with number, duration and level', () => {
    const [trigger] = plan.stages[1]?.triggers ?? [];
    const triggers = [trigger, { id: 'by-hand', text: 'Customers complain', level: 3 }].flatMap((each) => each ?? []);
    expect(aRunbook(withStage('canary', { triggers }))).toContain(
      [
        '**Rollback if:** any of these holds.',
        '',
        '- Error rate of 2.5.0 above 2 % for 2 minutes. Measured: Error rate (5xx) > 2 % for 2 min. Start with [Level 1](#level-1). <a id="trigger-canary-error-rate"></a>',
        '- Customers complain. Decided by hand. Start with [Level 3](#level-3). <a id="trigger-by-hand"></a>',
        '',
      ].join('\n'),
    );
  });

  test('says what is missing', () => {
    const text = aRunbook(withStage('canary', { steps: [], validations: [], triggers: [] }));
    expect(text).toContain(
      '**Deploy:**\n\nNothing to run in this stage.\n\n**Validate:**\n\n- [ ] The plan names no validation for this stage.\n\n**Rollback if:** no trigger is planned.\n',
    );
  });

  test('tells how each validation is decided', () => {
    const validations = [
      { id: 'q', text: 'Quiet.', kind: 'query', expr: 'up == 1' },
      { id: 'c', text: 'Live.', kind: 'command', expr: 'curl -f {{blank:on-call}}\nls' },
      { id: 'm', text: 'Fine.', kind: 'manual' },
      { id: 'n', text: 'Known.', kind: 'query' },
    ] as const;
    expect(aRunbook(withStage('canary', { validations }))).toContain(
      [
        '- [ ] Quiet. <a id="validation-q"></a>',
        '  Decided by the query:',
        '  ```promql',
        '  up == 1',
        '  ```',
        '- [ ] Live. <a id="validation-c"></a>',
        '  Decided by the command (`<on-call>`: **OPEN: Who is on call during the rollout?**):',
        '  ```bash',
        '  | curl -f <on-call>',
        '  | ls',
        '  ```',
        '- [ ] Fine. <a id="validation-m"></a>',
        '  Decided by hand.',
        '- [ ] Known. <a id="validation-n"></a>',
        '  **OPEN: which query decides this?**',
      ].join('\n'),
    );
  });

  test('shows what to expect and how to take a step back', () => {
    const text = aRunbook(
      withStage('canary', { steps: [command('go', { expect: 'done', undo: 'stop', source: { file: 'a.sh' } })] }),
    );
    expect(text).toContain(
      '```bash\ngo\n```\n\nExpected: `done`\n\nTakes it back:\n\n```bash\nstop\n```\n\nFrom `a.sh`.\n',
    );
  });

  test('says before the command when a step is run at all', () => {
    const text = aRunbook(withStage('canary', { steps: [command('go', { onlyIf: 'Nobody goes back <any more>' })] }));
    expect(text).toContain(
      'A step <a id="step-a-step"></a>\n\n**Only if:** Nobody goes back \\<any more>.\n\n```bash\ngo\n```\n',
    );
  });

  test('shows a step that is not applicable without a command to run', () => {
    const blanks = [{ id: 'flag', question: 'Flag?', value: null, notApplicable: { reason: 'No flags here' } }];
    const text = aRunbook({ ...withStage('canary', { steps: [command('{{blank:flag}}')] }), blanks });
    expect(text).toContain('A step <a id="step-a-step"></a>\n\n- Not applicable: No flags here.\n\n**Validate:**');
  });
});

describe('what comes from the log', () => {
  test('stands in its regions only', () => {
    const texts = (log: Parameters<typeof aRunbook>[1]): readonly string[] =>
      splitRunbook(aRunbook(plan, log)).flatMap((part) =>
        part.kind === 'text' ? part.lines.map(({ text }) => text) : [],
      );
    const planned = aLog([
      aLine('01A', 'deployment.planned', {
        base: plan.release.base.commit,
        head: plan.release.head.commit,
        planDigest: 'sha256:p',
        facts: releaseFacts,
      }),
    ]);
    expect(texts(aBusyLog())).toEqual(texts(planned));
  });

  test.each<[string, readonly string[], string]>([
    ['nothing', [], 'Not approved.'],
    [
      'an approval',
      [aLine('01A', 'approval.granted', anApproval({ planDigest: `sha256:${'ab'.repeat(32)}` }))],
      'Approved by Ada Lovelace <ada@example.com> (claimed) at 2025-10-29 09:12 UTC for head ' +
        '`9c1d4e7f2a`, plan `sha256:abababababab…`. It holds while release, plan and runbook stay as they were.',
    ],
    [
      'an approval of another release',
      [aLine('01A', 'approval.granted', anApproval({ head: 'f'.repeat(40) }))],
      'Not approved. The approval by Ada Lovelace <ada@example.com> (claimed) at 2025-10-29 09:12 UTC is for head ' +
        '`ffffffffff`.',
    ],
    [
      'an approval and a concurrent cancellation',
      [
        aLine('01A', 'approval.granted', anApproval()),
        aLine('01B', 'deployment.cancelled', { reason: 'Not today' }, { by: 'Grace', at: 'yesterday' }),
      ],
      'Not approved. Cancelled by Grace (claimed) at yesterday. Not today.',
    ],
  ])('approval after %s', (_, lines, expected) => {
    expect(aRunbook(plan, aLog(lines))).toContain(`\n**Approval:** ${expected}\n`);
  });

  test('a damaged log is told', () => {
    expect(aRunbook(plan, aLog(['rubbish']))).toContain(
      '- **The log is damaged:** Line 1 of the deployment log cannot be used: This line is not JSON.\n\nNothing recorded yet.\n',
    );
  });
});
