import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../../src/core/facts/schema';
import type { Plan } from '../../../../src/core/plan/schema';
import { assemblePlan } from '../../../../src/core/planning/assemblePlan';
import type { PlanningInput } from '../../../../src/core/planning/planningInput';
import { aPlanningInput } from '../../../support/aPlanningInput';
import { aRollout, factsOf } from '../../../support/aWorkspace';
import { speechFor } from '../../../support/speeches';

function planOf(overrides: Partial<PlanningInput>, facts: Partial<Facts> = {}): Plan {
  const input = aPlanningInput(overrides);
  return assemblePlan({ ...input, facts: { ...input.facts, ...facts } }, () => 'digest');
}

/** `kind: steps` of each stage that is not left out. */
function running({ stages }: Plan): readonly string[] {
  return stages
    .filter(({ skipped }) => skipped === undefined)
    .map(({ kind, steps }) => [kind, ...steps.map(({ id }) => id)].join(' '));
}

describe('a package that nobody deploys', () => {
  const plan = planOf({}, { publishing: [{ what: 'a crate on crates.io', evidence: [{ file: 'ci.yml', line: 4 }] }] });

  it('is published in one stage, and says that it cannot be taken back', () => {
    expect(running(plan)).toEqual(['full publish']);
    expect(plan.strategy).toEqual({
      kind: 'rolling',
      why: 'Nothing in the repository deploys a service; it publishes a crate on crates.io (ci.yml:4). Users take the new version one by one, when they update.',
    });
    expect(plan.deployment.verdict).toBe(
      'Not rollback-safe: what is published stays published (a crate on crates.io (ci.yml:4)); going back means withdrawing it and publishing a newer version.',
    );
    expect(plan.rollback.pointOfNoReturn?.stage).toBe('full');
    expect(plan.rollback.levels[2]?.steps.map(({ id }) => id)).toEqual(['withdraw', 'revert']);
    expect(plan.rollback.levels[2]?.when).toBe('When the published version harms those who install it.');
  });

  it('is not watched by requests, processors or memory, which it does not have', () => {
    expect(plan.monitoring.metrics.map(({ id }) => id)).toEqual(['version-downloads', 'regression-reports']);
    expect(plan.monitoring.alerts).toEqual([]);
    const judged = plan.stages.flatMap(({ validations, triggers }) => [...validations, ...triggers]);
    expect(judged.map(({ id }) => id)).toEqual([
      'full-installs',
      'full-complaints',
      'full-does-not-install',
      'full-regressions',
    ]);
  });
});

describe('a service whose platform is not known', () => {
  it.each([
    [undefined, 'No deployment platform was found in the repository.'],
    ['dockerfile', 'The repository builds an image, and nothing in it tells where that image runs.'],
    ['vercel', 'The repository deploys with vercel, which this version detects and cannot command.'],
  ])('deployed with %s says why nothing is known, the same in each stage', (detectedPlatform, why) => {
    const plan = planOf({ detectedPlatform });
    expect(plan.strategy.why).toBe(`${why} Nothing can be said about splitting traffic.`);
    expect(new Set(plan.stages.slice(1, 4).map(({ skipped }) => skipped?.reason))).toEqual(
      new Set([`${why} No command that splits traffic is known.`]),
    );
    expect(running(plan)).toEqual(['full deploy']);
  });

  it('names what is known of a platform that has no commands here, and asks for them', () => {
    const otherPlatforms = [
      {
        name: 'Cloud Foundry',
        things: 'apps',
        names: ['orders', 'orders-worker'],
        evidence: [{ file: 'manifest.yml', line: 2 }],
      },
      { name: 'AWS CDK', things: 'stacks', names: ['Mail'], evidence: [{ file: 'cdk.json', line: 2 }] },
    ];
    const publishing = [{ what: 'a package on npm', evidence: [{ file: 'ci.yml', line: 4 }] }];
    const where = 'Cloud Foundry (manifest.yml:2, apps orders, orders-worker) and AWS CDK (cdk.json:2, stack Mail)';
    const plan = planOf({ detectedPlatform: 'dockerfile' }, { otherPlatforms });
    expect([plan.platform.id, plan.strategy.why, plan.blanks[0]?.question]).toEqual([
      'dockerfile',
      `The repository deploys with ${where}, which this version detects and cannot command. Nothing can be said about splitting traffic.`,
      `Which exact command deploys the new version to production, by ${where}?`,
    ]);
    expect(plan.blanks.find(({ id }) => id === 'redeploy-command')?.question).toContain(`, by ${where}?`);
    expect(running(planOf({}, { otherPlatforms, publishing }))).toEqual(['full deploy']);
    const terraform = planOf({ detectedPlatform: 'terraform' }, { otherPlatforms: otherPlatforms.slice(1) });
    expect(terraform.strategy.why).toBe(
      'The repository deploys with terraform and AWS CDK (cdk.json:2, stack Mail), which this version detects and cannot command. Nothing can be said about splitting traffic.',
    );
  });

  it('names the job of a pipeline that brings the image out', () => {
    const ship = { system: 'Drone', job: 'ship', branches: [], tags: [], promotedTo: ['live'], holds: [] };
    const jobStarts = [{ ...ship, evidence: [{ file: '.drone.yml', line: 4 }] }];
    const plan = planOf({ detectedPlatform: 'dockerfile' }, { jobStarts });
    const by = '"ship" of Drone (.drone.yml:4)';
    expect([plan.strategy.why, plan.blanks[0]?.question]).toEqual([
      `The repository deploys by ${by}, which this version detects and cannot command. Nothing can be said about splitting traffic.`,
      `Which exact command deploys the new version to production, by ${by}?`,
    ]);
  });

  it('says that a commit deploys where a controller applies what the repository holds', () => {
    const gitops = [{ id: 'flux' as const, evidence: [{ file: 'clusters/production/apps.yaml', line: 3 }] }];
    const platforms = [{ id: 'kustomize' as const, evidence: [{ file: 'apps/production/kustomization.yaml' }] }];
    const plan = planOf({ detectedPlatform: 'kustomize' }, { gitops, platforms });
    expect(plan.strategy.why).toBe(
      'Flux applies what this repository holds (clusters/production/apps.yaml:3): a commit on the branch that it follows is the deployment, and no workload of its own was found here. Nothing can be said about splitting traffic.',
    );
    expect(plan.blanks[0]?.question).toBe(
      'Which exact command deploys the new version to production, by Flux (clusters/production/apps.yaml:3)?',
    );
  });

  it('names the place of a platform that is only detected', () => {
    const platforms = [{ id: 'pulumi' as const, evidence: [{ file: 'infra/Pulumi.yaml', line: 2 }] }];
    const asked = planOf({ detectedPlatform: 'pulumi' }, { platforms }).blanks.map(({ question }) => question);
    expect(asked.filter((question) => question.includes('by pulumi (infra/Pulumi.yaml:2)?'))).toHaveLength(2);
  });

  it('says beside the commands of another platform that none deploys there', () => {
    const { platforms, otherPlatforms, ...rest } = factsOf({
      'fly.toml': 'app = "shop"\n[http_service]\n',
      'render.yaml': 'services:\n  - type: worker\n    name: mails\n',
    });
    const speech = speechFor({ ...rest, platforms, otherPlatforms });
    expect(planOf({ speech }, { platforms, otherPlatforms }).platform.caveats).toContain(
      'The repository also tells of Render (render.yaml:1, service mails): no command of this plan deploys there.',
    );
  });

  it('says that no stage covers what it publishes beside', () => {
    const publishing = [{ what: 'a package on npm', evidence: [{ file: 'ci.yml', line: 4 }] }];
    expect(planOf({ detectedPlatform: 'netlify' }, { publishing }).strategy.why).toBe(
      'The repository deploys with netlify, which this version detects and cannot command. Nothing can be said about splitting traffic. The repository also publishes a package on npm (ci.yml:4): no stage of this plan covers that.',
    );
  });
});

it('a Rollout that keeps both versions ready is blue-green', () => {
  const manifest = aRollout({ strategy: 'blueGreen: { activeService: shop, autoPromotionEnabled: false }' });
  const plan = planOf({ speech: speechFor(factsOf({ 'k8s/web.yaml': manifest })), detectedPlatform: 'argo-rollouts' });
  expect(plan.strategy.kind).toBe('blue-green');
});

describe('a release that reaches everybody at once', () => {
  const facts = factsOf({ Procfile: 'release: ./migrate\nweb: ./serve $PORT\n' });
  const plan = planOf({ speech: speechFor(facts), detectedPlatform: 'heroku' });
  const full = plan.stages.at(-1);

  it('is compared with the hour before, and asks where complaints arrive', () => {
    expect(full?.triggers.map(({ id }) => id)).toEqual(['full-error-rate', 'full-error-rate-rise', 'full-latency']);
    expect(full?.validations.slice(-2).map(({ text, owner }) => [text, owner])).toEqual([
      ['Error rate is below 2 %, and at most twice what it was in the hour before the rollout.', '{{blank:on-call}}'],
      ['No user has complained about this feature since the stage began.', '{{blank:complaints}}'],
    ]);
  });

  it('warns at the way back that something on it is lost', () => {
    const migration = {
      tool: 'sql' as const,
      file: 'db/1.sql',
      change: 'added' as const,
      reversible: 'no' as const,
      findings: [],
      phase: 'expand' as const,
    };
    const whens = [planOf({}), planOf({}, { migrations: [migration] })].map(({ rollback }) => rollback.levels[2]?.when);
    expect(whens).toEqual([
      'When the levels above are not there or not enough.',
      'When the levels above are not there or not enough. Past the point of no return the version before meets what it names: read it first, and go forward where that is worse than staying.',
    ]);
  });

  it('ends with a watch that has numbers and a person for each', () => {
    expect(plan.watch.checks.map(({ text }) => text)).toEqual([
      'No critical alert fired. Decided by {{blank:on-call}}.',
      'Over each whole day the error rate was at most twice, and the p95 response time at most 1.5 times, what it was on the same day a week before. Decided by {{blank:on-call}} on {{blank:dashboard}}.',
      'The feature was used at least once by somebody outside the team, and its business metrics are not more than 10 % below the same day a week before. Decided by Ada Park.',
    ]);
  });
});

describe('a release of many commits', () => {
  it('is reverted by a loop that stops at the first failure', () => {
    const { release } = aPlanningInput().facts;
    const commit = { subject: 'Change', author: 'Ada', date: '2026-01-01T00:00:00Z', merge: false };
    const commits = Array.from({ length: 31 }, (_, index) => ({ ...commit, id: String(index).padStart(40, 'a') }));
    const plan = planOf({ rehearsal: undefined }, { release: { ...release, commits } });
    expect(plan.rollback.levels[2]?.steps.find(({ id }) => id === 'revert')?.run).toBe(
      `git rev-list --first-parent ${release.base.commit}..${release.head.commit} | while read -r commit; do if git rev-parse --quiet --verify "$commit^2" >/dev/null; then git revert --no-edit -m 1 "$commit" || exit 1; else git revert --no-edit "$commit" || exit 1; fi; done`,
    );
  });
});

describe('the suite that must pass', () => {
  const suite = (cwd: string, primary = false) => ({ id: 'pnpm', command: 'pnpm test', cwd, primary, evidence: [] });
  const cwdFor = (unit: string, tests: Facts['tests']): string | undefined =>
    planOf({ request: { ...aPlanningInput().request, unit } }, { tests }).checks.find(({ id }) => id === 'tests')?.cwd;

  it("is the unit's own where the primary one is another unit's", () => {
    const tests = [suite('apps/api'), suite('apps/web', true)];
    expect(['apps/api', 'apps/web', 'apps/jobs', '.'].map((unit) => cwdFor(unit, tests))).toEqual([
      'apps/api',
      'apps/web',
      undefined,
      'apps/web',
    ]);
    expect(cwdFor('apps/api', [suite('.', true), suite('apps/api')])).toBe('.');
  });

  it('is not the only one where the release changes what it does not test', () => {
    const release = {
      ...aPlanningInput().facts.release,
      files: ['api/a.py', 'web/b.ts', 'web/admin/c.ts', 'README.md'].map((path) => ({
        path,
        status: 'modified' as const,
        added: 1,
        deleted: 1,
      })),
    };
    const runs = (tests: Facts['tests']): readonly (readonly [string, string | undefined])[] =>
      planOf({}, { tests, release })
        .checks.filter(({ run }) => run !== undefined)
        .map(({ title, cwd }) => [title, cwd]);
    const tests = [suite('web'), suite('web/admin'), suite('jobs'), suite('api', true)];
    expect(runs(tests)).toEqual([
      ['All tests passing', 'api'],
      ['Tests of web passing', 'web'],
    ]);
    expect(runs([...tests, suite('.')])).toEqual([
      ['All tests passing', 'api'],
      ['Tests of the root passing', '.'],
      ['Tests of web passing', 'web'],
    ]);
    expect(runs([suite('.', true), suite('web')])).toEqual([['All tests passing', '.']]);
  });

  it('is told by a person where nothing tells', () => {
    const tests = [suite('apps/api'), suite('apps/web')];
    expect([cwdFor('.', tests), cwdFor('apps/web', tests)]).toEqual([undefined, 'apps/web']);
  });
});

it('says in its summary that a release changes only what is written and tested about the service', () => {
  const { release } = aPlanningInput().facts;
  const summary = (...paths: readonly string[]): string =>
    planOf(
      {},
      { release: { ...release, files: paths.map((path) => ({ path, status: 'modified', added: 1, deleted: 0 })) } },
    ).deployment.summary;
  expect(summary('README.md', 'test/pay.test.ts')).toContain('Only documentation and tests change.');
  expect(summary('README.md', 'src/pay.ts')).not.toContain('Only documentation');
});
