import { expect, test } from 'vitest';
import { issueRunbook } from '../../../src/flow/issueRunbook';
import { findTicks, recordTicks } from '../../../src/flow/recordTicks';
import { ADA, aPlannedDeployment, LOG_FILE, PLAN_FILE, RUNBOOK_FILE } from '../../support/aDeployment';
import { neverAborted } from '../../support/fakePorts';

test('ticks become events when a person says so, and stay in the runbook', async () => {
  const ports = aPlannedDeployment();
  expect(await findTicks(ports, PLAN_FILE)).toEqual([]);
  await issueRunbook(ports, PLAN_FILE, ADA, neverAborted());
  const text = ports.files.text(RUNBOOK_FILE);
  const tick = (from: string, start: string): string => from.replace(`- [ ] ${start}`, `- [x] ${start}`);
  ports.files.put(
    RUNBOOK_FILE,
    ['All tests passing', 'Code reviewed', 'Manual testing', 'A test customer', 'Support reports'].reduce(tick, text),
  );
  const found = await findTicks(ports, PLAN_FILE);
  expect(found.map(({ id, recordable }) => [id, recordable])).toEqual([
    ['tests', false],
    ['review', true],
    ['manual-testing', true],
    ['canary-sign-in', true],
    ['partial-support', true],
  ]);

  const chosen = found.filter(({ id }) => ['tests', 'review', 'canary-sign-in'].includes(id));
  expect((await recordTicks(ports, PLAN_FILE, chosen, ADA)).map(({ id }) => id)).toEqual(['review', 'canary-sign-in']);
  const events = ports.files
    .text(LOG_FILE)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { type: string; data: object })
    .filter(({ type }) => type !== 'runbook.rendered');
  expect(events.map(({ type, data }) => [type, data])).toEqual([
    [
      'check.recorded',
      {
        check: 'review',
        head: expect.any(String) as string,
        kind: 'attested',
        verdict: 'pass',
        evidence: { summary: `Vouched for by ${ADA} (claimed): Ticked in the runbook.` },
      },
    ],
    [
      'validation.recorded',
      {
        validation: 'canary-sign-in',
        head: expect.any(String) as string,
        verdict: 'pass',
        source: 'tick',
        note: 'Ticked in the runbook.',
      },
    ],
  ]);

  // The log decides what is ticked among the checks; a validation that was ticked and not recorded stays as it was.
  await issueRunbook(ports, PLAN_FILE, ADA, neverAborted());
  const boxes = ports.files
    .text(RUNBOOK_FILE)
    .split('\n')
    .filter((line) => line.startsWith('- [x]'))
    .map((line) => line.slice(6, 21));
  expect(boxes).toEqual(['Code reviewed a', 'A test customer', 'Support reports']);
  expect((await findTicks(ports, PLAN_FILE)).map(({ id }) => id)).toEqual(['partial-support']);
});
