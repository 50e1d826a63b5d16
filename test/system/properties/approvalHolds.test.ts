import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/core/plan/schema';
import { splitRunbook } from '../../../src/core/runbook/regions';
import { askApproval } from '../../../src/flow/askApproval';
import { assessDeployment } from '../../../src/flow/assessDeployment';
import { UserFacingError } from '../../../src/flow/errors';
import { issueRunbook } from '../../../src/flow/issueRunbook';
import { recordDrill } from '../../../src/flow/recordDrill';
import { findTicks, recordTicks } from '../../../src/flow/recordTicks';
import { attestCheck } from '../../../src/flow/runChecks';
import { writeAlertRules } from '../../../src/flow/writeAlertRules';
import { ADA, aReadyDeployment, LOG_FILE, PLAN_FILE, RUNBOOK_FILE } from '../../support/aDeployment';
import { type FakePorts, fakePorts, neverAborted } from '../../support/fakePorts';

const own = [PLAN_FILE, LOG_FILE, RUNBOOK_FILE, '/repo/.cc10x/service.json', '/repo/.cc10x/templates/stage.hbs'].map(
  (path) => path.slice('/repo/'.length),
);
const unchanged = { committed: [], uncommitted: [], untracked: [], undecided: [] };

let sample: Promise<Readonly<Record<string, string>>> | undefined;

/** A deployment that was just approved; ids count on from where its log ends. */
async function anApproved(): Promise<FakePorts> {
  sample ??= aReadyDeployment().then(async (ports) => {
    await askApproval(ports, PLAN_FILE, ADA, () => Promise.resolve({ kind: 'approve' }), neverAborted());
    return ports.files.snapshot();
  });
  const files = Object.entries(await sample).filter(([path]) => !path.endsWith('/'));
  return fakePorts(Object.fromEntries(files), 5000);
}

/** A plan that cannot be read is not approved either. */
async function isValid(ports: FakePorts): Promise<boolean> {
  try {
    return (await assessDeployment(ports, PLAN_FILE, neverAborted())).approval.valid;
  } catch (error) {
    if (error instanceof UserFacingError) return false;
    throw error;
  }
}

/** Something that people and the program do every day and that changes nothing that was approved. */
interface Harmless {
  readonly name: string;
  readonly does: (ports: FakePorts) => void | Promise<void>;
}

const numbers = fc.nat({ max: 10_000 });
const act = (name: string, does: Harmless['does']): Harmless => ({ name, does });

const harmless: fc.Arbitrary<Harmless> = fc.oneof(
  fc.tuple(fc.subarray(own), fc.subarray(own)).map(([committed, uncommitted]) =>
    act(`commit ${committed.join(' ')}`, (ports) => {
      ports.repository.changesSince = () =>
        Promise.resolve({ ...unchanged, committed, uncommitted, untracked: uncommitted });
    }),
  ),
  fc.tuple(numbers, fc.constantFrom('x', 'X', ' ')).map(([number, mark]) =>
    act(`tick ${String(number)} ${mark}`, (ports) => {
      const lines = ports.files.text(RUNBOOK_FILE).split('\n');
      const boxes = lines.flatMap((line, index) => (/^- \[[ xX]\] /u.test(line) ? [index] : []));
      const box = boxes[number % boxes.length] ?? 0;
      lines[box] = (lines[box] ?? '').replace(/^- \[[ xX]\]/u, `- [${mark}]`);
      ports.files.put(RUNBOOK_FILE, lines.join('\n'));
    }),
  ),
  fc.constant(
    act('render', async (ports) => {
      expect(await issueRunbook(ports, PLAN_FILE, ADA, neverAborted())).toMatchObject({ kind: 'written' });
    }),
  ),
  fc.constant(
    act('record ticks', async (ports) => {
      await recordTicks(ports, PLAN_FILE, await findTicks(ports, PLAN_FILE), ADA);
    }),
  ),
  fc
    .boolean()
    .map((holds) =>
      act(`attest ${String(holds)}`, (ports) =>
        attestCheck(ports, PLAN_FILE, { check: 'review', holds, statement: 'Seen.' }, ADA),
      ),
    ),
  fc.constant(
    act('ask for an adjustment', async (ports) => {
      // Where a check fails by now there is no checkpoint, and nothing is recorded.
      const adjust = () => Promise.resolve({ kind: 'adjust', text: 'Smaller' } as const);
      await askApproval(ports, PLAN_FILE, ADA, adjust, neverAborted());
    }),
  ),
  fc
    .tuple(fc.constantFrom(1, 2, 3), fc.integer({ min: 1, max: 4000 }))
    .map(([level, seconds]) =>
      act(`time level ${String(level)}`, (ports) =>
        recordDrill(ports, PLAN_FILE, { level, seconds, source: 'drill', where: 'staging', on: '2025-10-20' }, ADA),
      ),
    ),
  fc.constant(
    act('write the alert rules', async (ports) => {
      await writeAlertRules(ports, PLAN_FILE, undefined, ADA, neverAborted());
    }),
  ),
  fc.tuple(numbers, fc.boolean()).map(([seed, twice]) =>
    act(`merge the log by union ${String(seed)}`, (ports) => {
      const lines = ports.files.text(LOG_FILE).trimEnd().split('\n');
      const all = twice ? [...lines, ...lines.slice(seed % lines.length)] : lines;
      const turned = [...all.slice(seed % all.length), ...all.slice(0, seed % all.length)];
      ports.files.put(LOG_FILE, `${turned.join('\n')}\n`);
    }),
  ),
  fc.constant(
    act('clone', (ports) => {
      for (const path of Object.keys(ports.files.snapshot())) if (path.includes('/.git/')) ports.files.delete(path);
    }),
  ),
  fc.boolean().map((crlf) =>
    act('check out with other line ends', (ports) => {
      const text = ports.files.text(RUNBOOK_FILE).replaceAll('\r\n', '\n');
      ports.files.put(RUNBOOK_FILE, crlf ? text.replaceAll('\n', '\r\n') : text);
    }),
  ),
  fc.constant(
    act('lay out the plan otherwise', (ports) => {
      ports.files.put(PLAN_FILE, JSON.stringify(JSON.parse(ports.files.text(PLAN_FILE)), null, 4));
    }),
  ),
);

/** The ways to every text, number and switch of a plan that counts. */
function leavesOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, child]) =>
    path.length === 0 && ['$schema', 'generated'].includes(key) ? [] : leavesOf(child, [...path, key]),
  );
}

function changeLeaf(value: unknown, path: readonly (string | number)[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (typeof value === 'string') return `${value}x`;
    return typeof value === 'number' ? value + 1 : value === null ? 'x' : !value;
  }
  if (typeof value !== 'object' || value === null) throw new Error('No way leads there.');
  const copy: object = Array.isArray(value) ? [...(value as readonly unknown[])] : { ...value };
  Reflect.set(copy, key, changeLeaf(Reflect.get(copy, key), rest));
  return copy;
}

const other: fc.Arbitrary<Harmless> = fc.oneof(
  numbers.map((number) =>
    act(`plan, leaf ${String(number)}`, (ports) => {
      const plan = JSON.parse(ports.files.text(PLAN_FILE)) as Plan;
      const leaves = leavesOf(plan);
      const leaf = leaves[number % leaves.length] ?? [];
      ports.files.put(PLAN_FILE, JSON.stringify(changeLeaf(plan, leaf)));
    }),
  ),
  fc.tuple(numbers, fc.constantFrom('change', 'delete', 'insert', 'space')).map(([number, how]) =>
    act(`runbook, line ${String(number)}, ${how}`, (ports) => {
      const lines = splitRunbook(ports.files.text(RUNBOOK_FILE)).flatMap(({ kind, lines: part }) =>
        part.map(({ text }) => ({ text, counts: kind === 'text' && text !== '' })),
      );
      const counted = lines.flatMap(({ counts }, index) => (counts ? [index] : []));
      const chosen = counted[number % counted.length] ?? 0;
      const changed = lines.flatMap(({ text }, index) => {
        if (index !== chosen) return [text];
        if (how === 'delete') return [];
        return how === 'insert' ? [text, 'Mine.'] : [`${text}${how === 'space' ? ' ' : 'x'}`];
      });
      ports.files.put(RUNBOOK_FILE, changed.join('\n'));
    }),
  ),
  fc.constantFrom('committed', 'uncommitted', 'undecided').map((where) =>
    act(`release, ${where}`, (ports) => {
      const changes =
        where === 'undecided' ? { undecided: [{ path: 'logo.png', why: 'a filter.' }] } : { [where]: ['src/auth.js'] };
      ports.repository.changesSince = () => Promise.resolve({ ...unchanged, ...changes });
    }),
  ),
  fc.constant(
    act('no runbook', (ports) => {
      ports.files.delete(RUNBOOK_FILE);
    }),
  ),
);

const show = (steps: readonly Harmless[]): string => steps.map(({ name }) => name).join(', ');

describe('an approval', () => {
  test('holds through everything that changes nothing of it, and through nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(harmless, { maxLength: 5 }).map((steps) => ({ steps, toString: () => show(steps) })),
        other.map((step) => ({ step, toString: () => step.name })),
        async ({ steps }, { step }) => {
          const ports = await anApproved();
          for (const [index, { name, does }] of steps.entries()) {
            await does(ports);
            expect(await isValid(ports), `after ${String(index)}: ${name}`).toBe(true);
          }
          await step.does(ports);
          expect(await isValid(ports), step.name).toBe(false);
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);
});
