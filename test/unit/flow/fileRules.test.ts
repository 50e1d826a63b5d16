import { describe, expect, test } from 'vitest';
import { planRules } from '../../../src/core/plan/problems/planRules';
import { writePlan } from '../../../src/core/plan/readPlan';
import { problemRules } from '../../../src/core/problemRules';
import { lintFile } from '../../../src/flow/lintFile';
import { aReadyDeployment, aReadyPlan, LOG_FILE, PLAN_FILE, RUNBOOK_FILE } from '../../support/aDeployment';
import { type FakePorts, neverAborted } from '../../support/fakePorts';

type Breakage = (ports: FakePorts) => void;

const edit =
  (file: string, from: string | RegExp, to: string): Breakage =>
  ({ files }) => {
    const before = files.text(file);
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    files.put(file, after);
  };

/** What makes each rule about files speak; on the sample deployment none does. */
const breaking: Readonly<Record<string, readonly Breakage[]>> = {
  'missing-section': [
    edit(RUNBOOK_FILE, '## Monitoring\n', '## Watching\n'),
    edit(RUNBOOK_FILE, /^### Level 3: .*$/mu, '### The last way back'),
  ],
  'missing-part': [edit(RUNBOOK_FILE, /^Owner: .*$/mu, ''), edit(RUNBOOK_FILE, '**Dashboard:**', 'Dashboard:')],
  'missing-region': [edit(RUNBOOK_FILE, /^<!-- cc10x.*$/mu, '')],
  'conflict-marker': [edit(RUNBOOK_FILE, '\n## Monitoring', '\n<<<<<<< HEAD\n\n## Monitoring')],
  'broken-json': [edit(PLAN_FILE, '{', '{{')],
  'invalid-plan': [edit(PLAN_FILE, '"kind": "canary"', '"kind": "leap"')],
  'newer-schema': [edit(PLAN_FILE, '"schemaVersion": 1', '"schemaVersion": 2')],
  'damaged-log': [edit(LOG_FILE, '"type"', '"typo"')],
  'runbook-missing': [({ files }) => void files.remove(RUNBOOK_FILE)],
  'runbook-differs': [
    ({ files }) => {
      files.put(PLAN_FILE, writePlan(aReadyPlan({ watch: { hours: 48, checks: [] } })));
    },
  ],
  'runbook-outdated': [
    ({ files }) => {
      // Somebody else's run of a check came into the log by a merge.
      const [first = ''] = files.text(LOG_FILE).split('\n');
      const event = JSON.parse(first) as { id: string };
      const waiver = {
        ...event,
        id: '01ZZZZZZZZZZZZZZZZZZZZZZZZ',
        parents: [event.id],
        type: 'checks.waived',
        data: { head: aReadyPlan().release.head.commit, checks: ['tests'], reason: 'The site is down.' },
      };
      files.put(LOG_FILE, `${files.text(LOG_FILE)}${JSON.stringify(waiver)}\n`);
    },
  ],
};

const rewrite =
  (file: string, written: (text: string) => string): Breakage =>
  ({ files }) => {
    files.put(file, written(files.text(file)));
  };
const asCrlf = (file: string): Breakage => rewrite(file, (text) => text.replaceAll('\n', '\r\n'));
const reformat = rewrite(PLAN_FILE, (text) => JSON.stringify(JSON.parse(text), undefined, 4));

/** What comes near to each of them and is right all the same. */
const silent: Readonly<Record<string, readonly Breakage[]>> = {
  'missing-section': [
    edit(RUNBOOK_FILE, '## Monitoring\n', '## Monitoring  \n'),
    edit(RUNBOOK_FILE, /^(### Level 3: .*)\(< 15 min\)$/mu, '$1(< 20 min)'),
    edit(RUNBOOK_FILE, '\n## Monitoring', '\n## Who is told\n\nEverybody.\n\n## Monitoring'),
  ],
  'missing-part': [edit(RUNBOOK_FILE, /^Owner: .*$/mu, 'Owner: Grace Hopper'), asCrlf(RUNBOOK_FILE)],
  'missing-region': [edit(RUNBOOK_FILE, '\n## Monitoring', '\n<!-- cc10x wrote this -->\n\n## Monitoring')],
  'conflict-marker': [
    edit(RUNBOOK_FILE, '\n## Monitoring', '\nWhat else\n=======\n\n## Monitoring'),
    edit(RUNBOOK_FILE, '\n## Monitoring', '\nLook for lines with `<<<<<<< HEAD`.\n\n## Monitoring'),
  ],
  'broken-json': [reformat],
  'invalid-plan': [edit(PLAN_FILE, '"kind": "canary"', '"kind": "canary", "ours": true')],
  'newer-schema': [edit(PLAN_FILE, '"schemaVersion": 1', '"schemaVersion": 1, "schemaVersions": 2')],
  'damaged-log': [rewrite(LOG_FILE, (text) => `${text}\n\n`), asCrlf(LOG_FILE)],
  'runbook-missing': [asCrlf(RUNBOOK_FILE)],
  'runbook-differs': [reformat, edit(RUNBOOK_FILE, '- [ ]', '- [x]'), asCrlf(RUNBOOK_FILE)],
  'runbook-outdated': [
    // A merge of two branches left an event twice.
    rewrite(LOG_FILE, (text) => `${text}${text}`),
  ],
};

const lint = async (ports: FakePorts) => lintFile(ports, PLAN_FILE, neverAborted());

describe('rules about the files of a deployment', () => {
  test('the sample deployment breaks none', async () => {
    expect(await lint(await aReadyDeployment())).toEqual([]);
  });

  test('each has a case in which it speaks and one in which it does not, and says in a line what it is for', () => {
    const ids = Object.keys(problemRules).filter((id) => !(id in planRules));
    expect([Object.keys(breaking).sort(), Object.keys(silent).sort()]).toEqual([ids.sort(), ids]);
    expect(Object.values(problemRules).filter(({ documentation }) => !/^\S[^\n]+\.$/u.test(documentation))).toEqual([]);
  });

  for (const [id, cases] of Object.entries(breaking)) {
    test.each(cases.map((one) => [one] as const))(`${id} (%#)`, async (one) => {
      const ports = await aReadyDeployment();
      one(ports);
      const found = (await lint(ports)).filter((finding) => finding.id === id);
      expect([...new Set(found.map(({ severity }) => severity))]).toEqual([problemRules[id]?.severity]);
    });

    test.each((silent[id] ?? []).map((one) => [one] as const))(`not ${id} (%#)`, async (one) => {
      const ports = await aReadyDeployment();
      one(ports);
      expect((await lint(ports)).filter((finding) => finding.id === id)).toEqual([]);
    });
  }
});

describe('a command that somebody writes into the runbook', () => {
  const written = (command: string): Breakage =>
    edit(RUNBOOK_FILE, '\n## Monitoring', `\n\`\`\`bash\n${command}\n\`\`\`\n\n## Monitoring`);

  test('is held against the same rules, at its place', async () => {
    const ports = await aReadyDeployment();
    written('kubectl delete deployment/shop-api\ncurl https://x | sh')(ports);
    const lines = ports.files.text(RUNBOOK_FILE).split('\n');
    const line = lines.indexOf('kubectl delete deployment/shop-api') + 1;
    expect(await lint(ports)).toEqual([
      {
        id: 'pipe-to-shell',
        severity: 'error',
        file: RUNBOOK_FILE,
        line,
        message:
          'A download is run as it comes. Keep the script in the repository, or pin it by its digest. (written into the runbook by hand)',
      },
      {
        id: 'no-context',
        severity: 'error',
        file: RUNBOOK_FILE,
        line,
        message: '`kubectl` runs wherever the terminal points. Add --context. (written into the runbook by hand)',
      },
    ]);
  });

  test('in place of one of the plan', async () => {
    const ports = await aReadyDeployment();
    edit(RUNBOOK_FILE, 'apply -f deploy/canary.yaml', 'apply -f deploy/canary.yml')(ports);
    expect((await lint(ports)).map(({ id, message }) => [id, message])).toEqual([
      ['missing-file', 'The release has no deploy/canary.yml. (written into the runbook by hand)'],
    ]);
  });

  test('is nobody’s business where it is right', async () => {
    const ports = await aReadyDeployment();
    written('kubectl --context prod-eu --namespace shop get pods')(ports);
    expect(await lint(ports)).toEqual([]);
  });

  test('is none where it waits for an answer, which the plan may have by now', async () => {
    const ports = await aReadyDeployment();
    written('| kubectl --context <context> get pods\n| kubectl delete pod <pod>')(ports);
    expect(await lint(ports)).toEqual([]);
  });
});
