import { describe, expect, test } from 'vitest';
import type { Check } from '../../../src/core/plan/schema';
import { writePlan } from '../../../src/core/plan/readPlan';
import { assessDeployment } from '../../../src/flow/assessDeployment';
import { locateDeployment, openDeployment, ownFolders } from '../../../src/flow/deployment';
import { UserFacingError } from '../../../src/flow/errors';
import { issueRunbook } from '../../../src/flow/issueRunbook';
import { lintFile } from '../../../src/flow/lintFile';
import { baseName, joinPath, parentOf } from '../../../src/flow/paths';
import { readLog } from '../../../src/core/log';
import { recordEvent } from '../../../src/flow/recordEvent';
import { defaultSettings, settingsFrom } from '../../../src/flow/settings';
import {
  ADA,
  aPlannedDeployment,
  aReadyDeployment,
  aReadyPlan,
  HOME,
  LOG_FILE,
  PLAN_FILE,
  RUNBOOK_FILE,
} from '../../support/aDeployment';
import { aPlan } from '../../support/aPlan';
import { fakePorts, sampleSettings, neverAborted, NOW } from '../../support/fakePorts';

describe('settings', () => {
  const folder = (value: unknown): string =>
    settingsFrom((name) => (name === 'deploymentFolder' ? value : undefined)).deploymentFolder;

  test.each([
    [undefined, defaultSettings.deploymentFolder],
    ['docs/deployments', 'docs/deployments'],
    ['./docs//deployments/', 'docs/deployments'],
    ['docs\\deployments', 'docs/deployments'],
    ['docs/./x', 'docs/x'],
    ['…/🚀', '…/🚀'],
  ])('folder %j is %s', (value, expected) => {
    expect(folder(value)).toBe(expected);
  });

  test.each([
    '',
    '.',
    './',
    '/',
    '/abs',
    'C:\\x',
    'c:x',
    '..',
    'a/../b',
    '../x',
    '.git',
    'a/.GIT/b',
    '.git.',
    'a\nb',
    3,
    null,
    [],
  ])('folder %j is refused', (value) => {
    expect(() => folder(value)).toThrow(
      new UserFacingError(
        'input',
        'The setting cc10x.deploymentFolder must name a folder inside the planned folder, e.g. "docs/deployments".',
      ),
    );
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '24', null])('hours %j are refused', (value) => {
    expect(() => settingsFrom((name) => (name === 'remoteRefsMaxAgeHours' ? value : undefined))).toThrow(
      new UserFacingError('input', 'The setting cc10x.remoteRefsMaxAgeHours must be a number of hours above 0.'),
    );
  });

  test('hours may be broken', () => {
    const read = (name: string): unknown => (name === 'remoteRefsMaxAgeHours' ? 0.5 : undefined);
    expect(settingsFrom(read).remoteRefsMaxAgeHours).toBe(0.5);
  });
});

describe('locateDeployment', () => {
  const files = (stem: string) => ({
    planFile: `${stem}.deployment-plan.json`,
    runbookFile: `${stem}.md`,
    logFile: `${stem}.deployment-log.jsonl`,
  });

  test('finds the planned folder by the setting that leads to the plan', async () => {
    expect(await locateDeployment(fakePorts(), PLAN_FILE)).toEqual({
      folder: '/repo',
      ...files(`${HOME}/2025-10-27-user-auth`),
      settings: sampleSettings,
    });
  });

  test('each folder has its own setting', async () => {
    const ports = fakePorts();
    const settings = { ...defaultSettings, deploymentFolder: 'deployments' };
    ports.settingsOf.set('/repo/services/api', settings);
    expect(await locateDeployment(ports, '/repo/services/api/deployments/x.deployment-plan.json')).toEqual({
      folder: '/repo/services/api',
      ...files('/repo/services/api/deployments/x'),
      settings,
    });
  });

  test('a plan that was moved stands for itself', async () => {
    expect(await locateDeployment(fakePorts(), '/repo/old/x.deployment-plan.json')).toEqual({
      folder: '/repo/old',
      ...files('/repo/old/x'),
      settings: { ...defaultSettings, deploymentFolder: '.' },
    });
  });

  test('takes the paths of Windows', async () => {
    const place = await locateDeployment(
      fakePorts(),
      'C:\\repo\\thoughts\\shared\\deployment-runbooks\\x.deployment-plan.json',
    );
    expect([place.folder, place.runbookFile]).toEqual(['C:/repo', 'C:/repo/thoughts/shared/deployment-runbooks/x.md']);
  });

  test('refuses what is no plan', async () => {
    await expect(locateDeployment(fakePorts(), '/repo/package.json')).rejects.toThrow(
      new UserFacingError('input', 'package.json is not a plan. Name a file that ends in .deployment-plan.json.'),
    );
  });
});

describe('our own files', () => {
  test('in the deployment folder and the profile', async () => {
    const place = await locateDeployment(fakePorts(), PLAN_FILE);
    expect(ownFolders(place, '')).toEqual(['thoughts/shared/deployment-runbooks', '.cc10x']);
    expect(ownFolders(place, 'services/api')).toEqual([
      'services/api/thoughts/shared/deployment-runbooks',
      'services/api/.cc10x',
    ]);
  });

  test('of a plan that was moved: its three files, not all of its folder', async () => {
    const place = await locateDeployment(fakePorts(), '/repo/old/x.deployment-plan.json');
    const own = ['x.deployment-plan.json', 'x.md', 'x.deployment-log.jsonl', '.cc10x'];
    expect(ownFolders(place, '')).toEqual(own);
    expect(ownFolders(place, 'old')).toEqual(own.map((path) => `old/${path}`));
  });

  test('a moved plan does not void itself', async () => {
    const ports = fakePorts({ '/repo/x.deployment-plan.json': writePlan(aReadyPlan()) });
    const changed = ['x.deployment-plan.json', 'x.deployment-log.jsonl', 'x.md'];
    ports.repository.changesSince = () =>
      Promise.resolve({ committed: [], uncommitted: changed, untracked: changed, undecided: [] });
    const { release } = await assessDeployment(ports, '/repo/x.deployment-plan.json', neverAborted());
    expect(release.drift).toEqual({ kind: 'none' });
  });
});

describe('openDeployment', () => {
  const newer = writePlan(aReadyPlan()).replace('"schemaVersion": 1', '"schemaVersion": 7');
  test.each([
    ['no plan', undefined, `There is no plan at ${PLAN_FILE}.`],
    ['no JSON', '{ "schemaVersion": 1,', '2025-10-27-user-auth.deployment-plan.json'],
    ['no plan either', '{}', '2025-10-27-user-auth.deployment-plan.json'],
    ['a newer plan', newer, 'newer version of CC10x'],
  ])('%s: one sentence', async (_, text, message) => {
    const ports = fakePorts(text === undefined ? {} : { [PLAN_FILE]: text });
    const error: unknown = await openDeployment(ports, PLAN_FILE).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'input', message: expect.stringContaining(message) as string });
    expect(String(error)).not.toContain('\n');
  });

  test('text that is being edited wins over the file', async () => {
    const ports = aPlannedDeployment();
    const edited = writePlan(aReadyPlan({ watch: { hours: 48, checks: [] } }));
    expect((await openDeployment(ports, PLAN_FILE, edited)).plan.watch.hours).toBe(48);
  });
});

describe('recordEvent', () => {
  const adjust = { type: 'approval.adjust', data: { text: 'x' } } as const;

  test('builds on every head of a merged log', async () => {
    const ports = fakePorts();
    const place = { logFile: LOG_FILE };
    const record = async () => {
      await recordEvent(ports, place, 'd', ADA, adjust);
      const last = readLog(ports.files.text(LOG_FILE), 'd').events.at(-1);
      if (last === undefined) throw new Error('Nothing was recorded.');
      return last;
    };
    const one = await record();
    const mine = ports.files.text(LOG_FILE);
    const two = await record();
    // A second branch, written without having seen `two`, merged by union.
    const three = { ...two, id: `${two.id.slice(0, -1)}Z` };
    ports.files.put(LOG_FILE, `${ports.files.text(LOG_FILE)}${JSON.stringify(three)}\n`);
    const four = await record();
    expect(mine).toBe(
      `${JSON.stringify({ v: 1, id: one.id, deployment: 'd', parents: [], at: NOW.toISOString(), by: ADA, ...adjust })}\n`,
    );
    expect([two.parents, four.parents]).toEqual([[one.id], [two.id, three.id]]);
  });

  test('no secret reaches the log', async () => {
    const ports = fakePorts();
    await recordEvent(ports, { logFile: LOG_FILE }, 'd', ADA, {
      type: 'approval.adjust',
      data: { text: 'it is hunter2' },
    });
    expect(readLog(ports.files.text(LOG_FILE), 'd').events.map(({ data }) => data)).toEqual([
      { text: 'it is [secret hidden]' },
    ]);
  });

  test('ids rise and are ULIDs', async () => {
    const ports = fakePorts();
    for (let count = 0; count < 40; count++) {
      await recordEvent(ports, { logFile: LOG_FILE }, 'd', ADA, adjust);
    }
    const lines = ports.files.text(LOG_FILE).trimEnd().split('\n');
    const ids = lines.map((line) => (JSON.parse(line) as { readonly id: string }).id);
    expect(ids).toHaveLength(40);
    expect([...ids].sort()).toEqual(ids);
    expect(ids.filter((id) => !/^[0-9A-HJKMNP-TV-Z]{26}$/u.test(id))).toEqual([]);
  });
});

describe('lintFile', () => {
  const lint = (files: Readonly<Record<string, string>>, file: string) =>
    lintFile(fakePorts(files), file, neverAborted());

  test('a plan without a runbook', async () => {
    const text = writePlan(aPlan());
    const lineOf = (part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;
    expect(await lint({ '/repo/deploy/canary.yaml': '', [PLAN_FILE]: text }, PLAN_FILE)).toMatchObject([
      { id: 'open-blank', severity: 'error', file: PLAN_FILE, line: lineOf('"id": "on-call"') },
      { id: 'open-critical-risk', severity: 'error', file: PLAN_FILE, line: lineOf('"id": "risk-migration-lock"') },
      { id: 'runbook-missing', severity: 'error', file: RUNBOOK_FILE, line: 1 },
    ]);
  });

  test('a risk that somebody wrote without a full stop', async () => {
    const plan = aPlan();
    const risks = plan.risks.map((risk) => ({ ...risk, issue: risk.issue.replace(/\.$/u, '') }));
    const findings = await lint(
      { '/repo/deploy/canary.yaml': '', [PLAN_FILE]: writePlan({ ...plan, risks }) },
      PLAN_FILE,
    );
    expect(findings.find(({ id }) => id === 'open-critical-risk')?.message).toMatch(/to users\. Mitigate it, or/u);
  });

  test('a deployment without problems', async () => {
    expect(await lintFile(await aReadyDeployment(), PLAN_FILE, neverAborted())).toEqual([]);
  });

  test('a plan with the problems of its runbook, which stand in the runbook', async () => {
    const ports = aPlannedDeployment();
    await issueRunbook(ports, PLAN_FILE, ADA, neverAborted());
    ports.files.put(RUNBOOK_FILE, ports.files.text(RUNBOOK_FILE).replace('## Monitoring', '## Something else'));
    const fromPlan = await lintFile(ports, PLAN_FILE, neverAborted());
    expect(fromPlan[0]).toMatchObject({ id: 'missing-section', severity: 'error', file: RUNBOOK_FILE, line: 1 });
    expect(fromPlan).toEqual(await lintFile(ports, RUNBOOK_FILE, neverAborted()));
  });

  test('a broken plan: where it breaks', async () => {
    expect(await lint({ [PLAN_FILE]: '{\n  "schemaVersion": 1,\n  oops\n}\n' }, PLAN_FILE)).toEqual([
      { id: 'broken-json', severity: 'error', file: PLAN_FILE, line: 3, message: 'This is not valid JSON.' },
    ]);
  });

  test('a newer plan', async () => {
    expect(await lint({ [PLAN_FILE]: '{ "schemaVersion": 2 }' }, PLAN_FILE)).toEqual([
      {
        id: 'newer-schema',
        severity: 'error',
        file: PLAN_FILE,
        line: 1,
        message: 'Written by a newer version of CC10x (schema 2). Update CC10x.',
      },
    ]);
  });

  test('a plan with a wrong value: where it stands', async () => {
    const text = writePlan(aReadyPlan()).replace('"kind": "canary",\n    "why"', '"kind": "hope",\n    "why"');
    const [finding] = await lint({ '/repo/deploy/canary.yaml': '', [PLAN_FILE]: text }, PLAN_FILE);
    expect(finding).toMatchObject({
      id: 'invalid-plan',
      line: text.slice(0, text.indexOf('"hope"')).split('\n').length,
    });
  });

  test('a damaged log', async () => {
    const files = { [PLAN_FILE]: writePlan(aReadyPlan()), [LOG_FILE]: 'no event\n' };
    expect(await lint(files, PLAN_FILE)).toContainEqual({
      id: 'damaged-log',
      severity: 'error',
      file: LOG_FILE,
      line: 1,
      message: 'Line 1 of the deployment log cannot be used: This line is not JSON.',
    });
  });

  test.each([
    ['/repo/nothing.md', 'There is no file /repo/nothing.md.'],
    ['/repo/package.json', 'package.json is neither a plan (.deployment-plan.json) nor a runbook (.md).'],
  ])('%s is refused', async (file, message) => {
    await expect(lint({ '/repo/package.json': '{}' }, file)).rejects.toThrow(new UserFacingError('input', message));
  });
});

test('a required check of any kind keeps its verdict apart from optional ones', async () => {
  const optional: Check = { id: 'chaos', title: 'Chaos', kind: 'attested', required: false };
  const ports = await aReadyDeployment(aReadyPlan({ checks: [...aReadyPlan().checks, optional] }));
  await recordEvent(ports, { logFile: LOG_FILE }, aReadyPlan().id, ADA, {
    type: 'check.recorded',
    data: {
      check: 'chaos',
      head: aReadyPlan().release.head.commit,
      kind: 'attested',
      verdict: 'fail',
      evidence: { summary: 'no' },
    },
  });
  expect(await assessDeployment(ports, PLAN_FILE, neverAborted())).toMatchObject({ status: 'ready', obstacles: [] });
});

test.each([
  ['/a/b', ['c', '/d/', '.', ''], '/a/b/c/d'],
  ['/a/', ['./b'], '/a/b'],
  ['C:\\a\\', ['b'], 'C:\\a/b'],
  ['/', ['a'], '/a'],
])('joinPath(%s, %j)', (folder, parts, path) => {
  expect(joinPath(folder, ...parts)).toBe(path);
});

test.each([
  ['/a/b', '/a', 'b'],
  ['/a', '/', 'a'],
  ['/', undefined, ''],
  ['C:\\a', 'C:', 'a'],
  ['a', undefined, 'a'],
])('parentOf and baseName of %s', (path, parent, name) => {
  expect([parentOf(path), baseName(path)]).toEqual([parent, name]);
});
