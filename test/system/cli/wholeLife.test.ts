import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { openPorts } from '../../../src/engine';
import { askApproval } from '../../../src/flow/askApproval';
import { attestCheck } from '../../../src/flow/runChecks';
import { editPlan, fillPlan, testWith } from '../../support/aService';
import { cc10x, cc10xJson } from '../../support/commandLine';
import { neverAborted } from '../../support/fakePorts';
import { gitIn, isolateGit, temporaryFolders } from '../../support/gitRepository';
import { makeSampleService } from '../../workspaces/sampleService.mjs';

isolateGit();
const makeFolder = temporaryFolders();

const ADA = 'Ada Lovelace <ada@example.com>';

async function status(
  planFile: string,
): Promise<{ readonly exitCode: number; readonly status: string; readonly reason: string }> {
  const { exitCode, json } = await cc10xJson('status', planFile);
  const { status: state, approval } = json as { status: string; approval: { valid: boolean; reason: string } };
  expect(approval.valid).toBe(state === 'approved');
  return { exitCode, status: state, reason: approval.reason };
}

async function change(file: string, from: string | RegExp, to: string): Promise<() => Promise<void>> {
  const before = await readFile(file, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  await writeFile(file, after);
  return () => writeFile(file, before);
}

test('from a plan to an approval, and what voids it', { timeout: 300_000 }, async () => {
  const { folder } = await makeSampleService(await makeFolder('checkout').then((parent) => join(parent, 'service')));
  const repo = gitIn(folder);
  const ports = openPorts({});
  const signal = neverAborted();

  // Plan.
  const planned = await cc10xJson('plan', folder, '--feature', 'Express checkout', '--date', '2025-10-27', '--write');
  const { planFile, runbookFile } = planned.json as { planFile: string; runbookFile: string };
  expect(planned.exitCode).toBe(0);
  expect(await status(planFile)).toEqual({ exitCode: 1, status: 'planning', reason: 'The plan is not approved.' });

  // Fill the blanks, write the runbook, run the checks, vouch for the others.
  await fillPlan(planFile);
  await testWith(planFile, 'grep -q 490 src/pricing.js');
  expect((await cc10x('render', planFile, '--write')).exitCode).toBe(0);
  expect((await cc10xJson('lint', planFile, runbookFile)).json).not.toContainEqual(
    expect.objectContaining({ severity: 'error' }),
  );
  const checked = await cc10xJson('check', planFile);
  expect(checked.exitCode).toBe(1);
  expect((checked.json as { id: string; verdict: string }[]).map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
    'tests pass',
    'review pending',
    'findings pending',
    'manual-testing pending',
    'documentation pending',
    'clean pass',
    'pushed pass',
    'up-to-date pass',
    'rehearsal pass',
  ]);
  for (const check of ['review', 'findings', 'manual-testing', 'documentation']) {
    await attestCheck(ports, planFile, { check, holds: true, statement: 'Seen.' }, ADA);
  }
  expect(await status(planFile)).toMatchObject({ exitCode: 1, status: 'ready' });

  // Approve.
  const outcome = await askApproval(ports, planFile, ADA, () => Promise.resolve({ kind: 'approve' }), signal);
  expect(outcome).toMatchObject({ kind: 'approved', runbookFile, summary: { feature: 'Express checkout' } });
  const approved = {
    exitCode: 0,
    status: 'approved',
    reason: expect.stringMatching(/^Approved by Ada Lovelace/u) as string,
  };
  expect(await status(planFile)).toEqual(approved);

  // Checking again, writing the runbook again, committing our files and ticking a box change nothing.
  expect((await cc10x('check', planFile)).exitCode).toBe(0);
  expect((await cc10x('render', planFile, '--write')).exitCode).toBe(0);
  expect(await status(planFile)).toEqual(approved);
  await repo.commit('Plan express checkout');
  expect(await status(planFile)).toEqual(approved);
  await change(runbookFile, '- [ ] ', '- [x] ');
  await repo.commit('Tick a box');
  expect(await status(planFile)).toEqual(approved);

  // A fresh clone says the same, word for word.
  const clone = join(await makeFolder('elsewhere'), 'clone');
  await repo.git('clone', '--quiet', folder, clone);
  const there = join(clone, relative(folder, planFile));
  const answers = await Promise.all([planFile, there].map((file) => cc10xJson('status', file)));
  expect(answers[1]).toEqual(answers[0]);

  // A source file: in the working tree, committed, and back again.
  await change(join(folder, 'src/pricing.js'), '490', '590');
  expect(await status(planFile)).toEqual({
    exitCode: 1,
    status: 'void',
    reason: 'Void: the working tree changed after the approval: src/pricing.js.',
  });
  await repo.commit('Raise the price');
  expect(await status(planFile)).toEqual({
    exitCode: 1,
    status: 'void',
    reason: 'Void: commits after the release head changed src/pricing.js.',
  });
  await repo.git('revert', '--no-edit', 'HEAD');
  expect(await status(planFile)).toEqual(approved);

  // A new file, a word of the runbook, a word of the plan.
  await repo.write({ 'src/new.js': '' });
  expect((await status(planFile)).reason).toBe('Void: the working tree changed after the approval: src/new.js.');
  await repo.write({ 'src/new.js': undefined });
  const takeBack = await change(runbookFile, '## Monitoring', '## Monitoring\n\nAsk Ben.');
  expect(await status(planFile)).toEqual({
    exitCode: 1,
    status: 'void',
    reason: expect.stringMatching(
      /^Void: the runbook changed after the approval: lines \d+ to \d+ \(Monitoring\)\.$/u,
    ) as string,
  });
  await takeBack();
  expect(await status(planFile)).toEqual(approved);
  const text = await readFile(planFile, 'utf8');
  await editPlan(planFile, (plan) => ({ ...plan, watch: { ...plan.watch, hours: plan.watch.hours + 1 } }));
  expect(await status(planFile)).toEqual({
    exitCode: 1,
    status: 'void',
    reason: 'Void: the plan changed after the approval: watch: hours.',
  });

  // Layout is no content: what is approved is what the plan says.
  await writeFile(planFile, JSON.stringify(JSON.parse(text), null, 4));
  expect(await status(planFile)).toEqual(approved);
});
