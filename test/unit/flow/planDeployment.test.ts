import { describe, expect, test } from 'vitest';
import { UserFacingError } from '../../../src/flow/errors';
import { chooseUnit, findRange } from '../../../src/flow/gatherFacts';
import { type DeploymentRequest, localDate, planDeployment, rejectFeature } from '../../../src/flow/planDeployment';
import { featureFromBranch, requireCommit, suggestRequest, ticketFromBranch } from '../../../src/flow/suggestRequest';
import { aPlan } from '../../support/aPlan';
import { fakePorts, type FakePorts, neverAborted, sampleSettings } from '../../support/fakePorts';
import { fakeRepository } from '../../support/fakeRepository';

const { base, head } = aPlan().release;
const older = 'a'.repeat(40);

describe('findRange', () => {
  test('begins at the last release tag', async () => {
    expect(await findRange(fakeRepository(), {})).toEqual({
      base: { ref: 'v2.4.0', commit: base.commit },
      head: { ref: 'HEAD', commit: head.commit },
      baseFrom: 'release tag',
    });
  });

  test('else where head left the default branch', async () => {
    const repository = { ...fakeRepository(), releaseTags: () => Promise.resolve([]) };
    expect(await findRange(repository, {})).toMatchObject({
      base: { ref: 'origin/main', commit: base.commit },
      baseFrom: 'merge base',
    });
  });

  test.each([
    ['head is on the default branch', { mergeBase: () => Promise.resolve(head.commit) }],
    ['there is no default branch', { defaultBranch: () => Promise.resolve(undefined) }],
    ['there is no common history', { mergeBase: () => Promise.resolve(undefined) }],
  ])('else nowhere: %s', async (_, answers) => {
    const repository = { ...fakeRepository(), releaseTags: () => Promise.resolve([]), ...answers };
    const revision = { ref: 'HEAD', commit: head.commit };
    expect(await findRange(repository, {})).toEqual({ base: revision, head: revision, baseFrom: 'head' });
  });

  test('what was asked for counts', async () => {
    const repository = fakeRepository({ HEAD: head.commit, old: older });
    expect(await findRange(repository, { base: 'old' })).toMatchObject({
      base: { ref: 'old', commit: older },
      baseFrom: 'request',
    });
  });

  test.each([
    ['input', {}, { HEAD: head.commit }, { base: 'nope' }, 'There is no commit "nope" in this repository.'],
    [
      'input',
      { shallow: true },
      { HEAD: head.commit },
      { base: 'nope' },
      'There is no commit "nope" in this repository. This is a shallow clone: run `git fetch --unshallow`.',
    ],
    ['environment', {}, {}, {}, 'This repository has no commits yet. Commit something first.'],
    ['environment', {}, {}, { base: 'v1' }, 'This repository has no commits yet. Commit something first.'],
  ] as const)('says in one sentence what is missing: %s %j, %j, %j', async (kind, more, names, request, message) => {
    const repository = { ...fakeRepository(names), ...more };
    await expect(findRange(repository, request)).rejects.toThrow(new UserFacingError(kind, message));
  });
});

function plan(ports: FakePorts, request: Partial<DeploymentRequest> = {}): ReturnType<typeof planDeployment> {
  return planDeployment(
    ports,
    { folder: '/repo', feature: 'User authentication', ...request },
    neverAborted(),
    () => undefined,
  );
}

describe('planDeployment', () => {
  test('plans from the repository and the profile', async () => {
    const ports = fakePorts({ '/repo/.cc10x/service.json': '{ "owner": "Grace Hopper", "service": "shop" }' });
    ports.repository.currentBranch = () => Promise.resolve('feature/shop-42-user-auth');
    const { plan: planned } = await plan(ports);
    expect(planned.deployment).toMatchObject({
      feature: 'User authentication',
      slug: 'user-authentication',
      date: localDate(ports.clock.now()),
      owner: 'Grace Hopper',
      ticket: 'SHOP-42',
      service: 'shop',
    });
    expect(planned.release).toMatchObject({
      base: { ref: 'v2.4.0', commit: base.commit },
      head: { ref: 'HEAD', commit: head.commit },
      baselineVersion: 'v2.4.0',
      newVersion: head.commit.slice(0, 10),
    });
    expect(planned.checks.find(({ id }) => id === 'tests')).toMatchObject({ kind: 'automatic', cwd: '.' });
    expect(ports.files.snapshot()).toEqual(
      fakePorts({ '/repo/.cc10x/service.json': '{ "owner": "Grace Hopper", "service": "shop" }' }).files.snapshot(),
    );
  });

  test("the editor's task of the group test comes before the detected command, and after what the team says", async () => {
    const ports = fakePorts();
    const testsOf = async (request: Partial<DeploymentRequest> = {}) => {
      const { kind, task, run } = (await plan(ports, request)).plan.checks.find(({ id }) => id === 'tests') ?? {};
      return { kind, task, run };
    };
    const runner: FakePorts['runner'] = {
      ...ports.runner,
      findTestTask: (folder) => Promise.resolve({ task: `tests of ${folder}`, isBackground: false }),
    };
    const again = { id: 'x', base, testTask: 'all tests' };
    const npm = { kind: 'automatic', task: undefined, run: expect.stringContaining('test') as string };
    expect(await testsOf()).toEqual(npm);
    // Where there is no editor, the task that one gave the plan stays.
    expect(await testsOf({ again })).toEqual({ kind: 'automatic', task: 'all tests', run: undefined });
    Object.assign(ports, { runner });
    expect(await testsOf()).toEqual({ kind: 'automatic', task: 'tests of /repo', run: undefined });
    expect(await testsOf({ again })).toEqual({ kind: 'automatic', task: 'tests of /repo', run: undefined });
    ports.settingsOf.set('/repo', { ...sampleSettings, checks: { tests: { run: 'make check' } } });
    expect(await testsOf()).toEqual({ kind: 'automatic', task: undefined, run: 'make check' });
  });

  test('what the person says wins', async () => {
    const ports = fakePorts();
    const { plan: planned } = await plan(ports, {
      owner: 'Ben',
      ticket: 'X-1',
      date: '2025-12-31',
      feature: '  Søk 🚀 ',
    });
    expect(planned.deployment).toMatchObject({ owner: 'Ben', ticket: 'X-1', date: '2025-12-31', feature: 'Søk 🚀' });
  });

  test.each([
    ['a name that moves', 'main', {}, base.commit.slice(0, 10)],
    ['an expression', 'v2.5.0~1', {}, base.commit.slice(0, 10)],
    ['a tag', 'prod', { 'refs/tags/prod': base.commit }, 'prod'],
    ['a tag with an at sign', 'web@1.2.0', { 'refs/tags/web@1.2.0': base.commit }, 'web@1.2.0'],
    ['a branch that shares its name with another tag', 'prod', { 'refs/tags/prod': older }, base.commit.slice(0, 10)],
  ])('%s as a version', async (_, ref, tags, version) => {
    const ports = fakePorts();
    ports.repository.resolveCommit = fakeRepository({ HEAD: head.commit, [ref]: base.commit, ...tags }).resolveCommit;
    const { plan: planned } = await plan(ports, { base: ref });
    expect(planned.release.baselineVersion).toBe(version);
  });

  test('without a base there is one sentence that says what to do', async () => {
    const ports = fakePorts();
    ports.repository.releaseTags = () => Promise.resolve([]);
    ports.repository.mergeBase = () => Promise.resolve(head.commit);
    await expect(plan(ports)).rejects.toThrow(
      new UserFacingError(
        'input',
        'There is no release tag, and the release head is on the default branch: nothing tells where this release begins. Name the base of the release, e.g. the commit or tag that is live now.',
      ),
    );
  });

  test.each([
    [{ feature: ' ' }, 'Name the feature that is being deployed.'],
    [{ feature: 'a\nb' }, 'The feature name must be one line of ordinary characters.'],
    [{ feature: 'a\u001b[2Jb' }, 'The feature name must be one line of ordinary characters.'],
    [{ feature: 'half \ud83d' }, 'The feature name must be one line of ordinary characters.'],
    [{ feature: '🚀'.repeat(201) }, 'The feature name is too long: use at most 200 characters.'],
    [{ date: '2025-02-30' }, '"2025-02-30" is not a date. Use YYYY-MM-DD.'],
    [{ date: '27.10.2025' }, '"27.10.2025" is not a date. Use YYYY-MM-DD.'],
    [{ unit: 'api' }, 'There is no deployable unit "api". Choose one of: ..'],
    [{ base: '--output=x' }, 'There is no commit "--output=x" in this repository.'],
  ])('refuses %j', async (request, message) => {
    await expect(plan(fakePorts(), request)).rejects.toThrow(new UserFacingError('input', message));
  });

  test.each(['🚀🚀', 'feature/a/b/c', 'CON', 'a'.repeat(200), '../../etc', '<b>&"\'`', '…'])(
    'a feature named %s makes a plan',
    async (feature) => {
      const { plan: planned } = await plan(fakePorts(), { feature });
      expect(planned.deployment.feature).toBe(feature);
      expect(planned.deployment.slug).toMatch(/^[a-z0-9][a-z0-9-]{0,70}$/u);
    },
  );

  test.each([
    ['{ not json', '.cc10x/service.json is not valid JSON. Mend it and try again.'],
    ['{ "owner": 3 }', '.cc10x/service.json: "owner" has the wrong form. Mend it and try again.'],
    ['[]', '.cc10x/service.json: the whole file has the wrong form. Mend it and try again.'],
  ])('a profile that reads %s is refused', async (text, message) => {
    await expect(plan(fakePorts({ '/repo/.cc10x/service.json': text }))).rejects.toThrow(
      new UserFacingError('input', message),
    );
  });

  test('a profile may begin with a byte order mark and hold comments', async () => {
    const ports = fakePorts({ '/repo/.cc10x/service.json': '\ufeff{ "owner": "Ben", /* who else */ }' });
    expect((await plan(ports)).plan.deployment.owner).toBe('Ben');
  });

  test('cancelling ends it', async () => {
    const stop = new AbortController();
    const ports = fakePorts();
    const report = (): void => {
      stop.abort(new Error('cancelled'));
    };
    await expect(planDeployment(ports, { folder: '/repo', feature: 'x' }, stop.signal, report)).rejects.toThrow(
      'cancelled',
    );
  });
});

test('chooseUnit', () => {
  const units = ['.', 'services/api'].map((id) => ({ id, name: id, folder: id }));
  expect(chooseUnit(units, undefined)?.id).toBe('.');
  expect(chooseUnit(units, 'services/api')?.id).toBe('services/api');
  expect(() => chooseUnit(units, 'api')).toThrow('There is no deployable unit "api". Choose one of: ., services/api.');
});

test('localDate is the day on the wall', () => {
  expect(localDate(new Date(2025, 0, 2, 1, 0))).toBe('2025-01-02');
});

test('rejectFeature takes 200 characters, however wide', () => {
  expect(rejectFeature('🚀'.repeat(200))).toBeUndefined();
});

describe('suggestRequest', () => {
  test('prefills from git', async () => {
    const ports = fakePorts();
    ports.repository.currentBranch = () => Promise.resolve('feature/SHOP-42-user-auth');
    expect(await suggestRequest(ports, '/repo', neverAborted())).toEqual({
      base: { name: 'v2.4.0', commit: base.commit, why: 'release tag' },
      head: head.commit,
      commits: 1,
      releaseTags: ['v2.4.0'],
      feature: 'User auth',
      owner: 'Ada Lovelace <ada@example.com>',
      ticket: 'SHOP-42',
    });
  });

  test('has no base where nothing tells one, and asks nobody who is not known', async () => {
    const ports = fakePorts();
    Object.assign(ports.repository, {
      releaseTags: () => Promise.resolve([]),
      defaultBranch: () => Promise.resolve(undefined),
      identity: () => Promise.resolve(undefined),
      currentBranch: () => Promise.resolve(undefined),
    });
    expect(await suggestRequest(ports, '/repo', neverAborted())).toMatchObject({
      base: undefined,
      owner: '',
      feature: '',
      ticket: '',
    });
  });

  test('the profile knows the owner better than git does', async () => {
    const ports = fakePorts({ '/repo/.cc10x/service.json': '{ "owner": "Shop team" }' });
    expect((await suggestRequest(ports, '/repo', neverAborted())).owner).toBe('Shop team');
  });

  test('requireCommit', async () => {
    expect(await requireCommit(fakePorts(), '/repo', 'v2.4.0', neverAborted())).toBe(base.commit);
    await expect(requireCommit(fakePorts(), '/repo', 'v9', neverAborted())).rejects.toThrow(
      new UserFacingError('input', 'There is no commit "v9" in this repository.'),
    );
  });
});

test.each([
  ['feature/pay-123-user-auth', 'PAY-123', 'User auth'],
  ['PAY-123', 'PAY-123', ''],
  ['feature/user-auth-PAY-123', 'PAY-123', 'User auth PAY 123'],
  ['ada/step-2-checkout', undefined, 'Step 2 checkout'],
  ['user-auth-2', undefined, 'User auth 2'],
  ['release-2025', undefined, 'Release 2025'],
  ['main', undefined, ''],
  ['', undefined, ''],
])('branch %j: ticket %j, feature %j', (branch, ticket, feature) => {
  expect([ticketFromBranch(branch), featureFromBranch(branch)]).toEqual([ticket, feature]);
});
