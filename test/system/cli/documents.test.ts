import { describe, expect, test } from 'vitest';
import { settingsFile } from '../../../src/adapters/settingsFile';
import { readPlan, writePlan } from '../../../src/core/plan/readPlan';
import { issueRunbook } from '../../../src/flow/issueRunbook';
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
import { cc10xJsonOn, cc10xOn, expectRefused } from '../../support/commandLine';
import { fakePorts, type FakePorts, neverAborted } from '../../support/fakePorts';

/** Ports in memory, with settings as the command line reads them. */
function withSettingsFile(ports: FakePorts): FakePorts {
  return { ...ports, settings: settingsFile(ports.files) };
}

/** The sample deployment with its runbook, and nothing checked. */
async function aWrittenDeployment(): Promise<FakePorts> {
  const ports = aPlannedDeployment();
  await issueRunbook(ports, PLAN_FILE, ADA, neverAborted());
  return ports;
}

const commands = [
  ...['facts', 'plan', 'update', 'check', 'lint', 'render', 'status', 'waive', 'template', 'migrations', 'rehearse'],
  ...['soak', 'rules'],
];

test.each([[], ['--help'], ['-h'], ['help']])('cc10x %s lists the commands', async (...args) => {
  const { exitCode, stdout, stderr } = await cc10xOn(fakePorts(), ...args);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout.match(/^ {2}\w+/gmu)).toEqual(commands.map((name) => `  ${name}`));
});

test.each(commands)('%s --help needs nothing else', async (name) => {
  for (const help of ['--help', '-h']) {
    const { exitCode, stdout, stderr } = await cc10xOn(fakePorts(), name, help);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: cc10x ${name} [\\s\\S]*\\n {2}--json `, 'u'));
  }
});

describe('usage', () => {
  test.each<[readonly string[], RegExp | string]>([
    [['deploy'], `There is no command "deploy". Choose one of: ${commands.join(', ')}.`],
    [['constructor'], /^There is no command "constructor"\./u],
    [['facts'], 'Usage: cc10x facts DIR [--base REF] [--head REF] [--unit ID]'],
    [['facts', 'a', 'b'], 'Usage: cc10x facts DIR [--base REF] [--head REF] [--unit ID]'],
    [['lint'], 'Usage: cc10x lint FILE... | lint --rules'],
    [['facts', '.', '--nope'], "Unknown option '--nope'. See `cc10x facts --help`."],
    [['facts', '.', '--base'], /^Option '--base.* See `cc10x facts --help`\.$/u],
    [['facts', '.', '--base', '--head'], "Option '--base' argument is ambiguous. See `cc10x facts --help`."],
    [['status', '.', '--write'], "Unknown option '--write'. See `cc10x status --help`."],
    [['facts', '.', '--help=x'], /^Option '-h, --help' does not take an argument\. See/u],
    [['plan', '.'], 'Name the feature with --feature.'],
    [['plan', '.', '--feature', ''], 'Name the feature that is being deployed.'],
    [['facts', '/repo', '--base=--all'], 'There is no commit "--all" in this repository.'],
    [['facts', '/repo', '--head', '\u001b[2J'], 'There is no commit "\ufffd[2J" in this repository.'],
    [['facts', '/repo', '--unit', 'api'], 'There is no deployable unit "api". Choose one of: ..'],
    [['plan', '/repo', '--feature', 'x', '--date', 'today'], '"today" is not a date. Use YYYY-MM-DD.'],
  ])('%j', async (args, message) => {
    for (const json of [[], ['--json']])
      expectRefused(await cc10xOn(fakePorts(), ...args, ...json), { exitCode: 2, message });
  });

  test('a bug is one line too', async () => {
    const ports = fakePorts();
    ports.repository.commits = () => Promise.reject(new TypeError('oops'));
    const { exitCode, stdout, stderr } = await cc10xOn(ports, 'facts', '/repo', '--json');
    expect([exitCode, stdout, stderr.split('\n').at(-2)]).toEqual([3, '', 'Internal error: oops']);
  });
});

describe('plan', () => {
  const args = ['plan', '/repo', '--feature', 'Raise a', '--date', '2025-10-27'];

  test('--json prints the plan and writes nothing', async () => {
    const ports = fakePorts();
    const before = ports.files.snapshot();
    const { exitCode, json } = await cc10xJsonOn(ports, ...args, '--base', 'v2.4.0', '--head', 'HEAD', '--unit', '.');
    expect([exitCode, readPlan(JSON.stringify(json)).kind]).toEqual([0, 'plan']);
    expect(json).toMatchObject({
      schemaVersion: 1,
      deployment: { feature: 'Raise a', slug: 'raise-a', date: '2025-10-27' },
    });
    expect(ports.files.snapshot()).toEqual(before);
  });

  test('reads settings and profile, as the editor does', async () => {
    const ports = withSettingsFile(
      fakePorts({
        '/repo/.vscode/settings.json': '\ufeff// mine\n{ "cc10x.deploymentFolder": "ops/deployments", }\n',
        '/repo/.cc10x/service.json': '{ "owner": "Shop team", "onCall": "Grace" }\n',
      }),
    );
    const planFile = '/repo/ops/deployments/2025-10-27-raise-a.deployment-plan.json';
    const { json } = await cc10xJsonOn(ports, ...args, '--write');
    expect(json).toMatchObject({ planFile, plan: { deployment: { owner: 'Shop team' } } });
    expect((await cc10xJsonOn(ports, 'status', planFile)).json).toMatchObject({ status: 'planning' });
    const again = await cc10xJsonOn(ports, ...args, '--write');
    expect(again.json).toMatchObject({ planFile: planFile.replace('raise-a', 'raise-a-2') });
  });

  test.each([
    ['.vscode/settings.json', '{ oops', '/repo/.vscode/settings.json is not valid JSON. Mend it and try again.'],
    ['.vscode/settings.json', '[]', '/repo/.vscode/settings.json is not valid JSON. Mend it and try again.'],
    [
      '.vscode/settings.json',
      '{ "cc10x.deploymentFolder": "../elsewhere" }',
      /^The setting cc10x\.deploymentFolder must name a folder inside the planned folder/u,
    ],
    [
      '.cc10x/service.json',
      '{ "traffic": 7 }',
      '.cc10x/service.json: "traffic" has the wrong form. Mend it and try again.',
    ],
  ])('%s: %s', async (path, text, message) => {
    const ports = withSettingsFile(fakePorts({ '/repo/package.json': '{}', [`/repo/${path}`]: text }));
    const before = ports.files.snapshot();
    expectRefused(await cc10xOn(ports, ...args, '--write'), { exitCode: 2, message });
    expect(ports.files.snapshot()).toEqual(before);
  });

  test('an empty settings file is none', async () => {
    const ports = withSettingsFile(fakePorts({ '/repo/.vscode/settings.json': '' }));
    expect((await cc10xJsonOn(ports, ...args, '--write')).json).toMatchObject({
      runbookFile: `${HOME}/2025-10-27-raise-a.md`,
    });
  });

  test.each([
    ['🚀🚀', 'deployment'],
    ['feature/a\\b/../c', 'feature-a-b-c'],
    ['CON', 'con-deployment'],
    ['x'.repeat(200), 'x'.repeat(60)],
  ])('a feature named %s', async (feature, slug) => {
    const ports = fakePorts();
    const { exitCode, json } = await cc10xJsonOn(
      ports,
      'plan',
      '/repo',
      '--feature',
      feature,
      '--date',
      '2025-10-28',
      '--write',
    );
    expect([exitCode, json]).toMatchObject([
      0,
      { plan: { deployment: { feature } }, runbookFile: `${HOME}/2025-10-28-${slug}.md` },
    ]);
    expect(await ports.files.list(HOME)).toEqual([
      '.gitattributes',
      ...['.deployment-log.jsonl', '.deployment-plan.json', '.md'].map((ending) => `2025-10-28-${slug}${ending}`),
    ]);
  });

  test.each([
    ['y'.repeat(300), 'The feature name is too long: use at most 200 characters.'],
    ['a\nb', 'The feature name must be one line of ordinary characters.'],
    [' ', 'Name the feature that is being deployed.'],
  ])('a feature that cannot be named %j writes nothing', async (feature, message) => {
    const ports = fakePorts();
    const before = ports.files.snapshot();
    expectRefused(await cc10xOn(ports, 'plan', '/repo', '--write', '--feature', feature), { exitCode: 2, message });
    expect(ports.files.snapshot()).toEqual(before);
  });
});

describe('lint', () => {
  test('lists problems with their places, each once', async () => {
    const ports = await aWrittenDeployment();
    ports.files.put(
      PLAN_FILE,
      writePlan(aReadyPlan({ blanks: aReadyPlan().blanks.map((blank) => ({ ...blank, value: null })) })),
    );
    ports.files.put(RUNBOOK_FILE, ports.files.text(RUNBOOK_FILE).replace('## Communication Plan', '## Other'));
    const { exitCode, json } = await cc10xJsonOn(ports, 'lint', PLAN_FILE, RUNBOOK_FILE);
    expect(exitCode).toBe(1);
    expect(json).toEqual(
      expect.arrayContaining([
        {
          id: 'open-blank',
          severity: 'error',
          file: PLAN_FILE,
          line: expect.any(Number) as number,
          column: 7,
          message: 'Unanswered: Which kubectl context is production?',
        },
      ]),
    );
    const missing = { id: 'missing-section', severity: 'error', file: RUNBOOK_FILE, line: 1 };
    const message = 'The section "## Communication Plan" is missing.';
    expect(Array.isArray(json) ? json.filter((each: { id: string }) => each.id === missing.id) : []).toEqual([
      { ...missing, message },
    ]);
    expect(await cc10xOn(ports, 'lint', RUNBOOK_FILE)).toEqual({
      exitCode: 1,
      stdout: [
        `${RUNBOOK_FILE}:1: error: The plan changed after the runbook was written. Write the runbook again. (runbook-differs)`,
        `${RUNBOOK_FILE}:1: error: ${message} (missing-section)`,
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  test('finds nothing in a deployment that is ready', async () => {
    expect(await cc10xJsonOn(await aReadyDeployment(), 'lint', PLAN_FILE, RUNBOOK_FILE)).toEqual({
      exitCode: 0,
      json: [],
    });
  });
});

describe('render', () => {
  test('prints the runbook, and merges it with --write', async () => {
    const ports = await aWrittenDeployment();
    const written = ports.files.text(RUNBOOK_FILE);
    expect(await cc10xOn(ports, 'render', PLAN_FILE)).toEqual({ exitCode: 0, stdout: written, stderr: '' });
    expect((await cc10xJsonOn(ports, 'render', PLAN_FILE)).json).toMatchObject({
      runbookFile: RUNBOOK_FILE,
      merged: false,
      conflicts: [],
    });
    ports.files.put(RUNBOOK_FILE, written.replace('## Monitoring\n', '## Monitoring\n\nAsk Ben.\n'));
    const { deployment } = aReadyPlan();
    ports.files.put(PLAN_FILE, writePlan(aReadyPlan({ deployment: { ...deployment, owner: 'Grace' } })));
    expect(await cc10xJsonOn(ports, 'render', PLAN_FILE, '--write')).toEqual({
      exitCode: 0,
      json: { runbookFile: RUNBOOK_FILE, merged: true, conflicts: [] },
    });
    expect(ports.files.text(RUNBOOK_FILE)).toContain('Ask Ben.');
    expect(ports.files.text(RUNBOOK_FILE)).toContain('\nOwner: Grace\n');
    expect(await cc10xOn(ports, 'render', PLAN_FILE, '--write')).toEqual({
      exitCode: 0,
      stdout: `${RUNBOOK_FILE}\n`,
      stderr: '',
    });
  });

  test('tells a conflict and leaves the file alone', async () => {
    const ports = await aWrittenDeployment();
    const edited = ports.files.text(RUNBOOK_FILE).replace(/^Owner: .*$/mu, 'Owner: Somebody');
    ports.files.put(RUNBOOK_FILE, edited);
    const { deployment } = aReadyPlan();
    ports.files.put(PLAN_FILE, writePlan(aReadyPlan({ deployment: { ...deployment, owner: 'Grace' } })));
    const line = edited.split('\n').indexOf('Owner: Somebody') + 1;
    const message = 'Your edit and the plan both changed these lines.';
    expect(await cc10xJsonOn(ports, 'render', PLAN_FILE, '--write')).toEqual({
      exitCode: 1,
      json: { runbookFile: RUNBOOK_FILE, merged: false, conflicts: [{ line, message }] },
    });
    expect(await cc10xOn(ports, 'render', PLAN_FILE, '--write')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `${RUNBOOK_FILE} was not written: it was edited in places that the plan changed too. Bring the two together and use --take mine, or --take plan.\n${RUNBOOK_FILE}:${String(line)}: ${message}\n`,
    });
    expect(ports.files.text(RUNBOOK_FILE)).toBe(edited);
  });
});

describe('status', () => {
  test('tells what is missing', async () => {
    const ports = await aWrittenDeployment();
    const { exitCode, json } = await cc10xJsonOn(ports, 'status', PLAN_FILE);
    const approval = { valid: false, reason: 'The plan is not approved.' };
    expect([exitCode, json]).toMatchObject([1, { status: 'planning', stage: null, approval }]);
    expect((await cc10xOn(ports, 'status', PLAN_FILE)).stdout).toMatch(
      /^planning: The plan is not approved\.\n- All tests passing: pending\. /u,
    );
  });

  test('of a head that moves is not certain', async () => {
    const { release } = aReadyPlan();
    const ports = await aReadyDeployment();
    ports.files.put(
      PLAN_FILE,
      writePlan(aReadyPlan({ release: { ...release, head: { ref: 'HEAD', commit: 'HEAD' } } })),
    );
    expect((await cc10xOn(ports, 'status', PLAN_FILE)).stdout).toContain(
      `The plan's release head must be a full commit id, not "HEAD": set it to ${release.head.commit}.`,
    );
  });
});

describe('a plan that cannot be used', () => {
  test.each<[string, string, RegExp]>([
    ['broken JSON', '{ "schemaVersion": 1,\n', /2025-10-27-user-auth\.deployment-plan\.json/u],
    ['no plan', '{}', /2025-10-27-user-auth\.deployment-plan\.json/u],
    ['a newer one', '{ "schemaVersion": 99 }', /newer version of CC10x/u],
  ])('%s: nothing is done, and nothing is lost', async (_, text, message) => {
    const ports = fakePorts({ [PLAN_FILE]: text, [RUNBOOK_FILE]: 'mine', [LOG_FILE]: '' });
    const before = ports.files.snapshot();
    for (const args of [['check'], ['render'], ['render', '--write'], ['status']]) {
      expectRefused(await cc10xOn(ports, ...args, PLAN_FILE), { exitCode: 2, message });
    }
    const { exitCode, json } = await cc10xJsonOn(ports, 'lint', PLAN_FILE);
    expect([exitCode, json]).toEqual([
      1,
      expect.arrayContaining([expect.objectContaining({ severity: 'error', file: PLAN_FILE })]),
    ]);
    expect(ports.files.snapshot()).toEqual(before);
  });

  test.each([
    ['check', '/repo/x.deployment-plan.json', 'There is no plan at /repo/x.deployment-plan.json.'],
    ['render', '/repo/x.deployment-plan.json', 'There is no plan at /repo/x.deployment-plan.json.'],
    ['status', '/repo/x.md', 'x.md is not a plan. Name a file that ends in .deployment-plan.json.'],
    ['lint', '/repo/x.deployment-plan.json', 'There is no file /repo/x.deployment-plan.json.'],
    ['lint', PLAN_FILE.replace('.deployment-plan', ''), /^There is no file /u],
  ])('%s %s', async (command, file, message) => {
    expectRefused(await cc10xOn(aPlannedDeployment(), command, file), { exitCode: 2, message });
  });
});
