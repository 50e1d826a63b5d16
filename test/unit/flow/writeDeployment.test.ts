import { expect, test } from 'vitest';
import { LOG_VERSION } from '../../../src/core/log';
import { planDigest } from '../../../src/core/plan/digest';
import { writePlan } from '../../../src/core/plan/readPlan';
import { environmentFailed } from '../../../src/flow/errors';
import { openDeployment } from '../../../src/flow/deployment';
import { planDeployment, type PlannedDeployment } from '../../../src/flow/planDeployment';
import { writeDeployment } from '../../../src/flow/writeDeployment';
import { ADA, HOME } from '../../support/aDeployment';
import { fakePorts, type FakePorts, neverAborted, NOW } from '../../support/fakePorts';
import type { Write } from '../../support/memoryFiles';

const NAME = '2025-10-27-user-authentication';
const ATTRIBUTES = '*.deployment-log.jsonl merge=union\n';

async function planned(ports: FakePorts): Promise<PlannedDeployment> {
  const request = { folder: '/repo', feature: 'User authentication', date: '2025-10-27' };
  return planDeployment(ports, request, neverAborted(), () => undefined);
}

/** How many writes a whole deployment takes. */
async function countWrites(files: Readonly<Record<string, string>>): Promise<number> {
  const ports = fakePorts(files);
  let count = 0;
  ports.files.beforeWrite = ({ number }) => {
    count = number;
  };
  await writeDeployment(ports, '/repo', await planned(ports), ADA, neverAborted());
  return count;
}

test('writes plan, log and runbook side by side', async () => {
  const ports = fakePorts({ '/repo/package.json': '{}' });
  const plan = await planned(ports);
  const written = await writeDeployment(ports, '/repo', plan, ADA, neverAborted());
  expect(written).toEqual({
    planFile: `${HOME}/${NAME}.deployment-plan.json`,
    runbookFile: `${HOME}/${NAME}.md`,
  });
  const { log, runbook } = await openDeployment(ports, written.planFile);
  expect(ports.files.text(written.planFile)).toBe(writePlan(plan.plan));
  expect(ports.files.text(`${HOME}/.gitattributes`)).toBe(ATTRIBUTES);
  expect(runbook).toContain('# Deployment: User authentication\n');
  const digest = planDigest(plan.plan, ports.sha256);
  const [first, second, third] = log.events;
  expect(first).toMatchObject({
    v: LOG_VERSION,
    deployment: plan.plan.id,
    parents: [],
    at: NOW.toISOString(),
    by: ADA,
    type: 'deployment.planned',
    data: { base: plan.plan.release.base.commit, head: plan.plan.release.head.commit, planDigest: digest },
  });
  expect(second).toMatchObject({
    parents: [first?.id],
    type: 'rollback.rehearsed',
    data: { verdict: 'clean', commits: 1, reverted: 1, restoresBase: true },
  });
  expect(third).toMatchObject({
    parents: [second?.id],
    type: 'runbook.rendered',
    data: { planDigest: digest, textDigest: `sha256:${ports.sha256(runbook ?? '')}` },
  });
  expect(log.events).toHaveLength(3);
});

const present = { '/repo/package.json': '{}' };
const withOtherPlan = {
  ...present,
  [`${HOME}/.gitattributes`]: '*.png binary',
  [`${HOME}/2025-10-01-old.md`]: '# Deployment: Old\n',
};

test.each([
  ['an empty folder', present],
  ['a folder with deployments', withOtherPlan],
])('in %s, a write that fails leaves everything exactly as it was', async (_, files) => {
  const total = await countWrites(files);
  expect(total).toBeGreaterThan(4);
  for (let failing = 1; failing <= total; failing++) {
    const ports = fakePorts(files);
    const plan = await planned(ports);
    const before = ports.files.snapshot();
    ports.files.beforeWrite = ({ number, path }) => {
      if (number === failing) throw environmentFailed(`${path} cannot be written: the disk is full.`);
    };
    await expect(writeDeployment(ports, '/repo', plan, ADA, neverAborted())).rejects.toThrow('the disk is full.');
    ports.files.beforeWrite = () => undefined;
    // What git keeps for itself is no part of the folder.
    expect(withoutGit(ports.files.snapshot())).toEqual(withoutGit(before));
  }
});

test.each([
  ['an empty folder', present],
  ['a folder with deployments', withOtherPlan],
])('in %s, cancelling at any point leaves everything exactly as it was', async (_, files) => {
  const total = await countWrites(files);
  for (let cancelled = 0; cancelled <= total; cancelled++) {
    const ports = fakePorts(files);
    const plan = await planned(ports);
    const before = ports.files.snapshot();
    const stop = new AbortController();
    if (cancelled === 0) stop.abort(new Error('cancelled'));
    const afterwards: Write[] = [];
    ports.files.beforeWrite = (write) => {
      if (stop.signal.aborted) afterwards.push(write);
      if (write.number === cancelled) stop.abort(new Error('cancelled'));
    };
    await expect(writeDeployment(ports, '/repo', plan, ADA, stop.signal)).rejects.toThrow('cancelled');
    // Only what was there before is put back.
    expect(afterwards.filter(({ kind, path }) => kind !== 'write' || !(path in files))).toEqual([]);
    expect(withoutGit(ports.files.snapshot())).toEqual(withoutGit(before));
  }
});

function withoutGit(snapshot: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(snapshot).filter(([path]) => !path.startsWith('/repo/.git/')));
}

test('what somebody else put into the new folder meanwhile stays', async () => {
  const ports = fakePorts(present);
  const plan = await planned(ports);
  ports.files.beforeWrite = ({ kind }) => {
    if (kind !== 'append') return;
    ports.files.put(`${HOME}/notes.md`, 'mine');
    throw environmentFailed('the disk is full.');
  };
  await expect(writeDeployment(ports, '/repo', plan, ADA, neverAborted())).rejects.toThrow('the disk is full.');
  expect(ports.files.snapshot()).toMatchObject({ [`${HOME}/notes.md`]: 'mine' });
  expect(Object.keys(ports.files.snapshot()).filter((path) => path.includes(NAME))).toEqual([]);
});

test.each(['.deployment-plan.json', '.md', '.deployment-log.jsonl'])('%s taken: all three get -2', async (ending) => {
  const ports = fakePorts({ ...present, [`${HOME}/${NAME.toUpperCase()}${ending}`]: 'taken' });
  const { planFile, runbookFile } = await writeDeployment(ports, '/repo', await planned(ports), ADA, neverAborted());
  expect([planFile, runbookFile]).toEqual([`${HOME}/${NAME}-2.deployment-plan.json`, `${HOME}/${NAME}-2.md`]);
  expect(ports.files.text(`${HOME}/${NAME}-2.deployment-log.jsonl`)).toContain('deployment.planned');
  expect(ports.files.text(`${HOME}/${NAME.toUpperCase()}${ending}`)).toBe('taken');
});

test('the ninety-ninth plan of that name is the last', async () => {
  const taken = Array.from({ length: 99 }, (_, index) => `${NAME}${index === 0 ? '' : `-${String(index + 1)}`}.md`);
  const ports = fakePorts({ ...present, ...Object.fromEntries(taken.map((name) => [`${HOME}/${name}`, ''])) });
  await expect(writeDeployment(ports, '/repo', await planned(ports), ADA, neverAborted())).rejects.toThrow(
    'There are already 99 plans named 2025-10-27-user-authentication. Choose another feature name.',
  );
});

test('a runbook that appears in the last moment is not touched', async () => {
  const ports = fakePorts(present);
  const plan = await planned(ports);
  ports.files.beforeWrite = ({ kind }) => {
    if (kind === 'append') ports.files.put(`${HOME}/${NAME}.md`, 'theirs');
  };
  await expect(writeDeployment(ports, '/repo', plan, ADA, neverAborted())).rejects.toThrow(
    `${HOME}/${NAME}.md has just been written by somebody else. Try again.`,
  );
  expect(ports.files.text(`${HOME}/${NAME}.md`)).toBe('theirs');
  expect(Object.keys(ports.files.snapshot()).filter((path) => path.includes(NAME))).toEqual([`${HOME}/${NAME}.md`]);
});

test.each([
  ['', ATTRIBUTES],
  ['*.png binary', `*.png binary\n${ATTRIBUTES}`],
  [`*.png binary\r\n${ATTRIBUTES}`, `*.png binary\r\n${ATTRIBUTES}`],
])('attributes %j become %j', async (before, after) => {
  const ports = fakePorts({ ...present, [`${HOME}/.gitattributes`]: before });
  await writeDeployment(ports, '/repo', await planned(ports), ADA, neverAborted());
  expect(ports.files.text(`${HOME}/.gitattributes`)).toBe(after);
});
