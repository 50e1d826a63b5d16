import { describe, expect, it } from 'vitest';
import { aRelease, factsOf } from '../../../../../support/aWorkspace';
import { at } from '../../../../../support/githubWorkflows';
import { speechFor } from '../../../../../support/speeches';

describe('A workflow whose host fetches a branch by itself', () => {
  const ships = (on: string, script: string) =>
    speechFor(
      factsOf({
        [at('deploy.yml')]:
          `on: ${on}\njobs:\n  deploy:\n    steps:\n      - run: |\n          git pull origin other\n          ssh host "cd /srv/shop && ${script}"\n`,
      }),
    );
  const { base, head } = aRelease;
  const push = `git push https://github.com/{{blank:github-repository}}.git "$(git commit-tree '${base.commit}^{tree}' -p ${head.commit} -m 'Go back to ${base.commit.slice(0, 12)}')":refs/heads/live`;

  it.each(['git pull origin live', 'git fetch && git reset --hard origin/live'])(
    'goes back on it after %s',
    (script) => {
      const byHand = ships('workflow_dispatch', script);
      const start = 'gh workflow run deploy.yml --repo {{blank:github-repository}} --ref live';
      expect(byHand.promote[0]?.run).toBe(start);
      expect(byHand.abort.slice(0, 2).map(({ run }) => run)).toEqual([push, start]);
      const byPush = ships('{ push: { branches: [live] } }', script);
      expect(byPush.abort.map(({ run }) => run).slice(0, 2)).toEqual([
        push,
        expect.stringContaining('--event push --limit 1 '),
      ]);
      for (const { caveats } of [byHand, byPush])
        expect(caveats).toContain(
          'The production host fetches the tip of live by itself (.github/workflows/deploy.yml): a run deploys that, whatever it was started on. See that the tip is the release before it starts, and go back on that branch.',
        );
    },
  );

  it('and asks what starts the run again that a merge or a tag starts', () => {
    for (const on of ['{ pull_request: { types: [closed], branches: [live] } }', "{ push: { tags: ['v*'] } }"]) {
      const merged = on.includes('closed') ? '    if: github.event.pull_request.merged == true\n' : '';
      const text = `on: ${on}\njobs:\n  deploy:\n${merged}    steps:\n      - run: ssh host "git pull origin live"\n`;
      const { abort, blanks } = speechFor(factsOf({ [at('deploy.yml')]: text }));
      expect(abort.slice(0, 2).map(({ run }) => run)).toEqual([push, '{{blank:workflow-start-back}}']);
      expect(blanks.map(({ id }) => id)).not.toContain('recorded-run');
    }
  });

  it('which it does not where the run hands over its commit', () => {
    const { abort } = ships('workflow_dispatch', 'git fetch && git checkout ${{ github.sha }}');
    expect(abort[0]?.run).toBe('gh workflow run deploy.yml --repo {{blank:github-repository}} --ref v1.4.0');
  });

  it.each([
    ['git_ref', 'v1.5.0', 'v1.4.0'],
    ['branch', '{{blank:dispatch-branch}}', '{{blank:dispatch-branch-back}}'],
  ])('which it does not where somebody asks for it by the input %s', (input, forward, back) => {
    const script = `            REF="\${{ github.event.inputs.${input} }}"\n            git fetch origin\n            git checkout "$REF"\n            git reset --hard origin/main\n`;
    const { promote, abort } = speechFor(
      factsOf({
        [at('deploy.yml')]:
          `on:\n  workflow_dispatch:\n    inputs: { ${input}: { default: main } }\njobs:\n  deploy:\n    steps:\n      - uses: appleboy/ssh-action@v1\n        with:\n          script: |\n${script}`,
      }),
    );
    const start = (version: string, given: string): string =>
      `gh workflow run deploy.yml --repo {{blank:github-repository}} --ref ${version} --raw-field ${input}=${given}`;
    expect([promote[0]?.run, abort[0]?.run]).toEqual([start('v1.5.0', forward), start('v1.4.0', back)]);
  });

  it.each<[string, string, boolean]>([
    ['ref: live', '', true],
    ['ref: refs/heads/live', '', true],
    ['ref: live', '      - uses: actions/checkout@v4\n', false],
    ['ref: live', '      - run: git reset --hard origin/main && git push --force\n', false],
    ['ref: "${{ github.sha }}"', '', false],
    ['ref: v1.2.3', '', false],
    ['ref: live, repository: acme/charts', '', false],
  ])('nor where the workflow itself checks it out: %s%s', (ref, more, isPinned) => {
    const { promote, abort, caveats } = speechFor(
      factsOf({
        [at('deploy.yml')]:
          `on: workflow_dispatch\njobs:\n  deploy:\n    steps:\n      - uses: actions/checkout@v4\n        with: { ${ref} }\n${more}      - run: ssh host ./up\n`,
      }),
    );
    const start = (version: string) => `gh workflow run deploy.yml --repo {{blank:github-repository}} --ref ${version}`;
    expect([promote[0]?.run, abort[0]?.run]).toEqual(
      isPinned ? [start('live'), push] : [start('v1.5.0'), start('v1.4.0')],
    );
    expect(caveats.some((caveat) => caveat.startsWith('The workflow checks out the tip of live ('))).toBe(isPinned);
  });

  it('and asks which where the host alone knows', () => {
    expect(ships('workflow_dispatch', 'git pull').blanks.map(({ id }) => id)).toContain('deploy-branch');
  });

  it('on the branch that the first job asks for, with what was built before it', () => {
    const text = (inputs: string, steps: string) =>
      `on:\n  workflow_dispatch:\n    inputs: ${inputs}\njobs:\n  ask:\n    if: github.ref == 'refs/heads/main'\n    steps:\n      - run: echo ask\n  deploy:\n    needs: ask\n    environment: production\n    steps:\n${steps}      - run: aws deploy create-deployment --application-name shop --deployment-group-name shop\n`;
    const at = '.github/workflows/deploy.yml';
    const named = speechFor(factsOf({ [at]: text('{ ecr_name: { required: true } }', '') }));
    expect(named.promote[0]?.run).toBe(
      'gh workflow run deploy.yml --repo {{blank:github-repository}} --ref main --raw-field ecr_name={{blank:dispatch-ecr_name}}',
    );
    expect(named.codeRollback.kind === 'steps' && named.codeRollback.steps[0]?.run).toBe(
      'gh workflow run deploy.yml --repo {{blank:github-repository}} --ref main --raw-field ecr_name={{blank:dispatch-ecr_name-back}}',
    );
    expect(named.caveats.at(-1)).toContain('deploy.yml builds nothing: it deploys what was built before.');
    const tip = speechFor(factsOf({ [at]: text('{}', '      - uses: actions/checkout@v5\n') }));
    expect(tip.caveats.some((each) => each.startsWith('The workflow checks out the tip of main'))).toBe(true);
    expect(tip.codeRollback.kind === 'steps' && tip.codeRollback.steps[0]?.run).toContain('git commit-tree');
  });
});
