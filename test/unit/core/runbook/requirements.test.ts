import { describe, expect, test } from 'vitest';
import { regionNames } from '../../../../src/core/runbook/regions';
import { findRunbookProblems } from '../../../../src/core/runbook/requirements';
import { aPlan } from '../../../support/aPlan';
import { aBusyLog, aRunbook } from '../../../support/aRunbook';

const runbook = aRunbook();
const problemsOf = (text: string) => findRunbookProblems(text).map(({ id, message }) => `${id}: ${message}`);

describe('what a runbook must contain', () => {
  test('a rendered runbook contains', () => {
    expect(problemsOf(runbook)).toEqual([]);
    expect(problemsOf(aRunbook(undefined, aBusyLog()))).toEqual([]);
    expect(problemsOf(runbook.replaceAll('\n', '\r\n'))).toEqual([]);
  });

  test('a runbook of a plan with skipped stages and missing levels contains too', () => {
    const plan = aPlan();
    const stages = plan.stages.map((stage) => ({ ...stage, skipped: { reason: 'Flag only.' } }));
    expect(problemsOf(aRunbook({ ...plan, stages, rollback: { ...plan.rollback, levels: [] } }))).toEqual([]);
  });

  test('the template of the workflow lacks nothing but our own marks and stages 2 to 5', () => {
    const template = `# Deployment: [Feature Name]

Date: [YYYY-MM-DD]
Owner: [Name]
Ticket: [Reference]

## Pre-Deployment Checklist
- [ ] All tests passing

## Staged Rollout

### Stage 1: Infrastructure (0%)
**Deploy:**
\`\`\`bash
[exact commands]
\`\`\`

**Validate:**
- [ ] [validation step]

**Rollback if:** [trigger]

## Rollback Procedures

### Level 1: Feature Flag (< 1 min)
### Level 2: Config (< 5 min)
### Level 3: Code (< 15 min)

## Monitoring

**Dashboard:** [URL]

**Metrics to watch:**
- [metric 1]

**Alert channels:**
- Critical: #pagerduty

**Queries:**

## Communication Plan

**Before deployment:**
- Notify: [stakeholders]

**During deployment:**
- Update: [where to post status]

**If issues:**
- Escalate to: [on-call person]
`;
    expect(findRunbookProblems(template).map(({ id, severity }) => [id, severity])).toEqual([
      ['missing-section', 'error'],
      ['missing-section', 'error'],
      ['missing-section', 'error'],
      ['missing-section', 'error'],
      ...regionNames.map(() => ['missing-region', 'warning']),
    ]);
  });

  test.each([
    ['## Staged Rollout', ['missing-section: The section "## Staged Rollout" is missing.']],
    [
      '## Monitoring',
      [
        'missing-section: The section "## Monitoring" is missing.',
        'missing-region: The part between "<!-- cc10x:alerts -->" and its end is missing, doubled or not in its section: it cannot be kept up to date.',
      ],
    ],
    ['## Communication Plan', ['missing-section: The section "## Communication Plan" is missing.']],
    ['### Stage 3: Partial (25%)', ['missing-section: The section "### Stage 3: Partial (…%)" is missing.']],
    ['### Level 2: Config (< 5 min)', ['missing-section: The section "### Level 2: Config (< …)" is missing.']],
    ['**Dashboard:**', ['missing-part: "Monitoring" lacks "**Dashboard:**".']],
    ['**If issues:**', ['missing-part: "Communication Plan" lacks "**If issues:**".']],
    ['Ticket: SHOP-1432', ['missing-part: The line "Ticket: …" under the title is missing.']],
    ['# Deployment: User authentication', ['missing-section: The title "# Deployment: …" is missing.']],
  ])('%s is missed', (line, expected) => {
    expect(problemsOf(runbook.replace(line, 'Gone.'))).toEqual(expected);
  });

  test.each([
    ['in a fence', (heading: string) => `\`\`\`\n${heading}\n\`\`\``],
    ['in a comment', (heading: string) => `<!--\n${heading}\n-->`],
    ['indented as code', (heading: string) => `    ${heading}`],
    ['with other words', (heading: string) => `${heading} and more`],
    ['on another level', (heading: string) => `#${heading}`],
  ])('a heading %s does not count', (_, hide) => {
    expect(problemsOf(runbook.replace('## Communication Plan', hide('## Communication Plan')))).toEqual([
      'missing-section: The section "## Communication Plan" is missing.',
    ]);
  });

  test('a stage needs its parts, and the line of its heading is told', () => {
    const text = runbook.replace(/\*\*Validate:\*\*(?=[\s\S]*### Stage 2)/u, 'Look:');
    expect(findRunbookProblems(text)).toEqual([
      {
        id: 'missing-part',
        severity: 'error',
        message: '"Stage 1: Infrastructure (0%)" lacks "**Validate:**".',
        path: [],
        line: text.split('\n').indexOf('### Stage 1: Infrastructure (0%)') + 1,
      },
    ]);
  });

  test('unresolved merges are errors', () => {
    expect(findRunbookProblems(`${runbook}<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> theirs\n`).map(({ id }) => id)).toEqual([
      'conflict-marker',
      'conflict-marker',
    ]);
  });

  test('a region taken apart is a warning', () => {
    expect(findRunbookProblems(runbook.replace('<!-- cc10x:log -->', ''))).toEqual([
      {
        id: 'missing-region',
        severity: 'warning',
        message:
          'The part between "<!-- cc10x:log -->" and its end is missing, doubled or not in its section: it cannot be kept up to date.',
        path: [],
        line: 1,
      },
    ]);
  });
});
