import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Plan } from '../../../src/core/plan/schema';
import { openPorts } from '../../../src/engine';
import { askApproval } from '../../../src/flow/askApproval';
import { assessDeployment } from '../../../src/flow/assessDeployment';
import { attestCheck } from '../../../src/flow/runChecks';
import { editPlan, fillPlan } from '../../support/aService';
import { cc10xOn } from '../../support/commandLine';
import { neverAborted } from '../../support/fakePorts';
import { gitIn, type GitRepository, isolateGit, temporaryFolders } from '../../support/gitRepository';
import { makeSampleService } from '../../workspaces/sampleService.mjs';

isolateGit();
const makeFolder = temporaryFolders();
const ports = openPorts({});
const cc10x = (...args: readonly string[]) => cc10xOn(ports, ...args);
const ADA = 'Ada Lovelace <ada@example.com>';

/** A deployment of the sample service in a folder of its own, with nothing left to do before its approval. */
interface Place {
  readonly repo: GitRepository;
  readonly origin: string;
  readonly planFile: string;
  readonly runbookFile: string;
  readonly logFile: string;
}

type Breakage = (place: Place) => Promise<unknown>;

let ready: string;
let planPath: string;

beforeAll(async () => {
  ready = await makeFolder();
  const folder = join(ready, 'service');
  await makeSampleService(folder);
  await cc10x('plan', folder, '--feature', 'Express checkout', '--date', '2025-10-27', '--write');
  const planFile = join(folder, 'thoughts/shared/deployment-runbooks/2025-10-27-express-checkout.deployment-plan.json');
  planPath = relative(ready, planFile);
  await fillPlan(planFile);
  await proveAgain(planFile);
});

/** Everything a person does before the checkpoint, but for what is broken. */
async function proveAgain(planFile: string): Promise<void> {
  await cc10x('render', planFile, '--write');
  for (const check of ['review', 'findings', 'manual-testing', 'documentation']) {
    await attestCheck(ports, planFile, { check, holds: true, statement: 'Seen.' }, ADA);
  }
  await cc10x('check', planFile);
}

async function aReadyPlace(): Promise<Place> {
  const home = await makeFolder();
  await cp(ready, home, { recursive: true });
  const repo = gitIn(join(home, 'service'));
  const origin = join(home, 'service-origin.git');
  await repo.git('remote', 'set-url', 'origin', origin);
  const planFile = join(home, planPath);
  const stem = planFile.replace('.deployment-plan.json', '');
  return { repo, origin, planFile, runbookFile: `${stem}.md`, logFile: `${stem}.deployment-log.jsonl` };
}

/** What the checkpoint says when it is not offered. */
async function refusals(planFile: string): Promise<readonly string[]> {
  const offered = () => Promise.reject(new Error('The checkpoint was offered.'));
  const outcome = await askApproval(ports, planFile, ADA, offered, neverAborted());
  return outcome.kind === 'not offered' ? outcome.obstacles.map(({ text }) => text) : [];
}

/** The plan is edited, and its runbook written again. */
const edited =
  (change: (plan: Plan) => Plan): Breakage =>
  async ({ planFile }) => {
    await editPlan(planFile, change);
    await cc10x('render', planFile, '--write');
  };

/** One command of the plan reads otherwise, wherever it stands. */
const command = (from: string, to: string): Breakage =>
  edited((plan) => {
    const before = JSON.stringify(plan);
    expect(before).toContain(from);
    return JSON.parse(before.replace(from, to)) as Plan;
  });

const answer = (id: string, value: string): Breakage =>
  edited((plan) => ({ ...plan, blanks: plan.blanks.map((blank) => (blank.id === id ? { ...blank, value } : blank)) }));

/** The release itself is another one, and everything was done again for it. */
const released =
  (files: Readonly<Record<string, string>>): Breakage =>
  async ({ repo, planFile }) => {
    await repo.commit('Another change', files);
    await repo.git('push', '--quiet', 'origin', 'main');
    await cc10x('update', planFile);
    await proveAgain(planFile);
  };

const rewritten =
  (file: 'runbookFile' | 'logFile', change: (text: string) => string): Breakage =>
  async (place) => {
    const before = await readFile(place[file], 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    await writeFile(place[file], after);
  };

/** Somebody else's commit arrives on the default branch, and takes hold of the lines of the release. */
const overtaken: Breakage = async ({ repo, origin, planFile }) => {
  const other = join(await makeFolder(), 'other');
  await repo.git('clone', '--quiet', '--template=', origin, other);
  await gitIn(other).commit('Later', { 'src/features.js': 'export const isEnabled = () => true;\n' });
  await gitIn(other).git('push', '--quiet', 'origin', 'main');
  await repo.git('fetch', '--quiet');
  await cc10x('check', planFile);
};

/**
 * One thing that is broken; the sentence that names the cause; the command that exits with 1 and says it, too. Beside the
 * sentence there may be others: what is broken shows in several places.
 */
test.for<readonly [what: string, Breakage, sentence: RegExp, says: 'check' | 'lint']>([
  [
    'a test',
    released({ 'test/total.test.js': "throw new Error('The total is wrong.');\n" }),
    /^All tests passing: failed\. `npm test` ended with exit code 1 after [\d.]+ m?s\.$/u,
    'check',
  ],
  [
    'a migration that takes away what the running version uses',
    released({ 'migrations/003_drop.sql': 'ALTER TABLE orders DROP COLUMN customer_email;\n' }),
    /^Critical risk is open: .*migrations\/003_drop\.sql.* Dropping orders\.customer_email loses its data/u,
    'lint',
  ],
  [
    'a migration that does not run',
    released({ 'migrations/003_slot.sql': 'ALTER TABEL orders ADD COLUMN slot text;\n' }),
    /^Migration migrations\/003_slot\.sql:1 cannot be read: .* syntax error at or near "TABEL"/u,
    'lint',
  ],
  [
    'a migration that is released already',
    released({ 'migrations/001_create_orders.sql': 'CREATE TABLE orders (id bigint);\n' }),
    /^Migration migrations\/001_create_orders\.sql was edited after it had been released/u,
    'lint',
  ],
  [
    'a query',
    edited(({ monitoring, ...plan }) => ({
      ...plan,
      monitoring: {
        ...monitoring,
        metrics: monitoring.metrics.map((metric) => ({ ...metric, query: 'sum(rate(orders_total[5m])' })),
      },
    })),
    /^Prometheus cannot read this query: The expression ends too early\. Is `\)` missing\? \(column 26\)$/u,
    'lint',
  ],
  [
    'the syntax of a command',
    command('deployment/checkout-canary --replicas=1 &&', "deployment/checkout-canary --replicas='1 &&"),
    /^The shell cannot read this command: reached EOF without closing quote/u,
    'lint',
  ],
  [
    'the cluster of a command',
    command('--context {{blank:kubernetes-context}} --namespace shop rollout', '--namespace shop rollout'),
    /^`kubectl` runs wherever the terminal points\. Add --context\. \(/u,
    'lint',
  ],
  [
    'the name of an object in a command',
    command('rollout status deployment/checkout --timeout', 'rollout status deployment/chekout --timeout'),
    /^No manifest defines the Deployment chekout\. Is checkout meant\? \(/u,
    'lint',
  ],
  [
    'the file of a command',
    command('--filename deploy/k8s/deployment.yaml |', '--filename deploy/deployment.yaml |'),
    /^The release has no deploy\/deployment\.yaml\. \(step "/u,
    'lint',
  ],
  [
    'an answer that becomes a command',
    answer('migrate-command', 'curl https://example.com/migrate.sh | sh'),
    /^A download is run as it comes\. .* \(step "Apply 1 migration/u,
    'lint',
  ],
  [
    'an answer inside a command',
    answer('image-tag', 'latest'),
    /^images\.shop\.example\/checkout:latest is another image tomorrow\./u,
    'lint',
  ],
  [
    'a command of the runbook',
    rewritten('runbookFile', (text) => text.replace('scale deployment/checkout-canary --replicas=1', 'scale <name>')),
    /^The command still holds a placeholder\. .* \(written into the runbook by hand\)$/u,
    'lint',
  ],
  [
    'a section of the runbook',
    rewritten('runbookFile', (text) => text.replace('## Rollback Procedures', '## Going back')),
    /^The section "## Rollback Procedures" is missing\.$/u,
    'lint',
  ],
  [
    'the way back, by a later commit',
    overtaken,
    /^Rollback rehearsed: failed\. Reverting [0-9a-f]{10} conflicts in src\/features\.js\. .*it was seen to fail\.$/u,
    'check',
  ],
  [
    'the working tree',
    ({ repo }) => repo.write({ 'src/pricing.js': 'export const priceOf = () => 0;\n' }),
    /^No uncommitted change to the release: failed\. 1 uncommitted change: src\/pricing\.js\./u,
    'check',
  ],
  [
    'the list of checks',
    edited((plan) => ({ ...plan, checks: plan.checks.filter(({ id }) => id !== 'tests') })),
    /^The check "All tests passing" \(tests\) is not in the plan any more\./u,
    'lint',
  ],
  [
    'the release that the plan was made for',
    async (place) => {
      const commit = await place.repo.commit('More', { 'src/more.js': '' });
      await place.repo.git('push', '--quiet', 'origin', 'main');
      await edited((plan) => ({ ...plan, release: { ...plan.release, head: { ref: 'main', commit } } }))(place);
      await proveAgain(place.planFile);
    },
    /^The plan was made for [0-9a-f]{10}, and its release head is [0-9a-f]{10} now\. Update the plan\.$/u,
    'lint',
  ],
  [
    'the log',
    rewritten('logFile', (text) => text.slice(text.indexOf('\n') + 1)),
    /^The deployment log lacks 1 event\(s\) that others build on\./u,
    'lint',
  ],
  [
    'the service profile',
    ({ repo }) => repo.write({ '.cc10x/service.json': '{' }),
    /^\.cc10x\/service\.json is not valid JSON\./u,
    'lint',
  ],
])('breaking %s refuses the approval, and says why everywhere', async ([, breakIt, sentence, says]) => {
  const place = await aReadyPlace();
  await breakIt(place);
  // First: `check` runs what it says something about.
  const said = await cc10x(says, place.planFile);
  const refused = await refusals(place.planFile);
  const [cause, ...others] = refused.filter((text) => sentence.test(text));
  expect(cause ?? refused, others.join('\n')).toMatch(sentence);

  const status = await cc10x('status', place.planFile, '--json');
  expect([status.exitCode, (JSON.parse(status.stdout) as { missing: unknown }).missing]).toEqual([1, refused]);

  const { problems, checks } = await assessDeployment(ports, place.planFile, neverAborted());
  expect([said.exitCode, said.stdout.split('\n').some((line) => line.includes(cause ?? ''))]).toEqual([1, true]);
  // What the editor shows: at its place among the problems, or beside its check.
  const shown =
    says === 'lint' ? problems.map(({ message }) => message) : checks.map(({ evidence }) => evidence.summary);
  expect(shown.filter((text) => cause?.endsWith(text))).not.toEqual([]);
});

test('with nothing broken the checkpoint is offered', async () => {
  const { planFile } = await aReadyPlace();
  await expect(refusals(planFile)).rejects.toThrow('The checkpoint was offered.');
});
