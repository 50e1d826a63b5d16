import { describe, expect, test } from 'vitest';
import { writePlan } from '../../../src/core/plan/readPlan';
import { environmentFailed } from '../../../src/flow/errors';
import { openDeployment } from '../../../src/flow/deployment';
import { issueRunbook, type IssuedRunbook, renderRunbook } from '../../../src/flow/issueRunbook';
import { ADA, aPlannedDeployment, aReadyPlan, LOG_FILE, PLAN_FILE, RUNBOOK_FILE } from '../../support/aDeployment';
import { type FakePorts, fakePorts, neverAborted } from '../../support/fakePorts';

function issue(ports: FakePorts, edits?: 'keep' | 'replace' | 'mine'): Promise<IssuedRunbook> {
  return issueRunbook(ports, PLAN_FILE, ADA, neverAborted(), edits);
}

async function issued(): Promise<FakePorts> {
  const ports = aPlannedDeployment();
  await issue(ports);
  return ports;
}

/** The plan with another owner and another watch. */
function changePlan(ports: FakePorts): void {
  const { deployment } = aReadyPlan();
  ports.files.put(PLAN_FILE, writePlan(aReadyPlan({ deployment: { ...deployment, owner: 'Grace Hopper' } })));
}

const renders = (ports: FakePorts): readonly string[] =>
  ports.files
    .text(LOG_FILE)
    .split('\n')
    .filter((line) => line.includes('runbook.rendered'));

describe('issueRunbook', () => {
  test('writes the runbook, keeps what it wrote, and says so in the log', async () => {
    const ports = aPlannedDeployment();
    expect(await issue(ports)).toEqual({ kind: 'written', runbookFile: RUNBOOK_FILE, merged: false });
    const text = ports.files.text(RUNBOOK_FILE);
    expect(text).toBe(await renderRunbook(ports, await openDeployment(ports, PLAN_FILE)));
    expect(ports.files.text(`/repo/.git/cc10x/renders/${ports.sha256(text)}.md`)).toBe(text);
    expect(renders(ports)).toHaveLength(1);
  });

  test('changes nothing the second time', async () => {
    const ports = await issued();
    const before = ports.files.snapshot();
    await issue(ports);
    expect(ports.files.snapshot()).toEqual(before);
  });

  test('keeps hand edits and ticks when the plan changes', async () => {
    const ports = await issued();
    const edited = ports.files
      .text(RUNBOOK_FILE)
      .replace('- [ ] Schema', '- [x] Schema')
      .replace('## Communication Plan\n', '## Communication Plan\n\nCall the shops first.\n');
    ports.files.put(RUNBOOK_FILE, edited);
    changePlan(ports);
    expect(await issue(ports)).toMatchObject({ kind: 'written', merged: true });
    const text = ports.files.text(RUNBOOK_FILE);
    expect(text).toContain('\nCall the shops first.\n');
    expect(text).toContain('- [x] Schema');
    expect(text).toContain('\nOwner: Grace Hopper\n');
  });

  test('writes nothing where an edit and the plan changed the same line', async () => {
    const ports = await issued();
    ports.files.put(RUNBOOK_FILE, ports.files.text(RUNBOOK_FILE).replace(/^Owner: .*$/mu, 'Owner: Nobody'));
    changePlan(ports);
    const before = ports.files.snapshot();
    const line = ports.files.text(RUNBOOK_FILE).split('\n').indexOf('Owner: Nobody') + 1;
    expect(await issue(ports)).toMatchObject({
      kind: 'conflict',
      baseKnown: true,
      runbookFile: RUNBOOK_FILE,
      text: expect.stringContaining('\nOwner: Grace Hopper\n') as string,
      conflicts: [{ line, message: 'Your edit and the plan both changed these lines.' }],
    });
    expect(ports.files.snapshot()).toEqual(before);
    expect(await issue(ports, 'replace')).toMatchObject({ kind: 'written' });
    expect(ports.files.text(RUNBOOK_FILE)).toContain('\nOwner: Grace Hopper\n');
  });

  test('keeps the lines of a person wherever they disagree, when the person says so', async () => {
    const ports = await issued();
    const mine = ports.files.text(RUNBOOK_FILE).replace(/^Owner: .*$/mu, 'Owner: Nobody');
    ports.files.put(RUNBOOK_FILE, `${mine}\nMine.\n`);
    changePlan(ports);
    expect(await issue(ports, 'mine')).toEqual({ kind: 'written', runbookFile: RUNBOOK_FILE, merged: true });
    expect(ports.files.text(RUNBOOK_FILE)).toBe(`${mine}\nMine.\n`);
    // From here on that is settled.
    expect(await issue(ports)).toMatchObject({ kind: 'written' });
    expect(ports.files.text(RUNBOOK_FILE)).toBe(`${mine}\nMine.\n`);
  });

  test('keeps a whole file of unknown origin, but for the parts that come from the log', async () => {
    const ports = await issued();
    const mine = `${ports.files.text(RUNBOOK_FILE).replace(/^Owner: .*$/mu, 'Owner: Nobody')}\nMine.\n`;
    for (const path of Object.keys(ports.files.snapshot())) if (path.includes('/.git/')) ports.files.delete(path);
    ports.files.put(RUNBOOK_FILE, mine.replace('Nothing recorded yet.', 'All is well.'));
    expect(await issue(ports, 'mine')).toMatchObject({ kind: 'written' });
    expect(ports.files.text(RUNBOOK_FILE)).toBe(mine);
  });

  test.each(['again', 'first'])('notices that somebody wrote the file meanwhile, %s', async (when) => {
    const ports = when === 'first' ? aPlannedDeployment() : await issued();
    if (when === 'again') changePlan(ports);
    const open = ports.git.open.bind(ports.git);
    let opened = 0;
    ports.git.open = (folder, signal) => {
      if (++opened === 1) ports.files.put(RUNBOOK_FILE, 'From another window.\n');
      return open(folder, signal);
    };
    await expect(issue(ports)).rejects.toThrow(
      '2025-10-27-user-auth.md changed while it was being written, perhaps in another window.',
    );
    expect(ports.files.text(RUNBOOK_FILE)).toBe('From another window.\n');
  });

  test('in a fresh clone an unedited runbook is its own base', async () => {
    const ports = await issued();
    for (const path of Object.keys(ports.files.snapshot())) if (path.includes('/.git/')) ports.files.delete(path);
    changePlan(ports);
    expect(await issue(ports)).toMatchObject({ kind: 'written', merged: false });
    expect(ports.files.text(RUNBOOK_FILE)).toContain('\nOwner: Grace Hopper\n');
  });

  test.each([
    ['is gone', undefined],
    ['was tampered with', 'something else'],
  ])('asks when what it last wrote %s and the file was edited', async (_, kept) => {
    const ports = await issued();
    for (const path of Object.keys(ports.files.snapshot())) {
      if (!path.includes('/.git/') || path.endsWith('/')) continue;
      if (kept === undefined) ports.files.delete(path);
      else ports.files.put(path, kept);
    }
    ports.files.put(RUNBOOK_FILE, `${ports.files.text(RUNBOOK_FILE)}\nMine.\n`);
    changePlan(ports);
    expect(await issue(ports)).toMatchObject({
      kind: 'conflict',
      baseKnown: false,
      conflicts: [
        { line: 1, message: 'This file differs from the plan, and what was last rendered here is not known.' },
      ],
    });
  });

  test('a digest in the log that leads elsewhere is not followed', async () => {
    const ports = await issued();
    const read: string[] = [];
    const readText = ports.files.readText.bind(ports.files);
    ports.files.put(LOG_FILE, ports.files.text(LOG_FILE).replace(/sha256:[0-9a-f]{64}/u, 'sha256:../../../etc/x'));
    ports.files.readText = (path) => {
      read.push(path);
      return readText(path);
    };
    changePlan(ports);
    await issue(ports);
    expect(read.filter((path) => path.includes('..'))).toEqual([]);
  });

  test('works without a repository', async () => {
    const ports = { ...aPlannedDeployment(), git: { open: () => Promise.reject(environmentFailed('No repository.')) } };
    expect(await issue(ports)).toMatchObject({ kind: 'written' });
    expect(await issue(ports)).toMatchObject({ kind: 'written' });
  });

  test('keeps the line ends of the file', async () => {
    const ports = await issued();
    ports.files.put(RUNBOOK_FILE, ports.files.text(RUNBOOK_FILE).replaceAll('\n', '\r\n'));
    changePlan(ports);
    await issue(ports);
    expect(ports.files.text(RUNBOOK_FILE).replaceAll('\r\n', '')).not.toContain('\n');
  });

  test.each(['first', 'again'])('a write that fails, %s, leaves everything as it was', async (when) => {
    for (let failing = 1; failing <= 3; failing++) {
      const ports = when === 'first' ? aPlannedDeployment() : await issued();
      if (when === 'again') changePlan(ports);
      const before = filesOf(ports);
      let writes = 0;
      ports.files.beforeWrite = () => {
        if (++writes === failing) throw environmentFailed('The disk is full.');
      };
      await expect(issue(ports)).rejects.toThrow('The disk is full.');
      ports.files.beforeWrite = () => undefined;
      expect(filesOf(ports)).toEqual(before);
    }
  });

  test('cancelling at any point leaves everything as it was', async () => {
    for (let cancelled = 1; cancelled <= 2; cancelled++) {
      const ports = await issued();
      changePlan(ports);
      const before = filesOf(ports);
      const stop = new AbortController();
      let writes = 0;
      ports.files.beforeWrite = () => {
        if (++writes === cancelled) stop.abort(new Error('cancelled'));
      };
      await expect(issueRunbook(ports, PLAN_FILE, ADA, stop.signal)).rejects.toThrow('cancelled');
      expect(filesOf(ports)).toEqual(before);
    }
  });
});

function filesOf(ports: FakePorts): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(ports.files.snapshot()).filter(([path]) => !path.endsWith('/')));
}

test('the same plan and log give the same bytes wherever they are', async () => {
  const ports = await issued();
  const elsewhere = fakePorts({
    '/clone/thoughts/shared/deployment-runbooks/x.deployment-plan.json': ports.files.text(PLAN_FILE),
    '/clone/thoughts/shared/deployment-runbooks/x.deployment-log.jsonl': ports.files.text(LOG_FILE),
  });
  const there = await openDeployment(elsewhere, '/clone/thoughts/shared/deployment-runbooks/x.deployment-plan.json');
  expect(await renderRunbook(elsewhere, there)).toBe(
    await renderRunbook(ports, await openDeployment(ports, PLAN_FILE)),
  );
});
