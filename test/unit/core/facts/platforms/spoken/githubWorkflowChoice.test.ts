import { describe, expect, it } from 'vitest';
import { usualBands } from '../../../../../../src/core/facts/platforms/platform';
import { speakPlatform } from '../../../../../../src/core/facts/platforms/platforms';
import { factsOf } from '../../../../../support/aWorkspace';
import { at, pushed, workflow } from '../../../../../support/githubWorkflows';
import { speechFor } from '../../../../../support/speeches';

describe('the workflow that deploys', () => {
  it('says who deploys where a merge does', () => {
    expect(speechFor(factsOf({ [at('deploy.yml')]: pushed('branches: [main]') })).caveats).toContain(
      'A push starts the deployment (.github/workflows/deploy.yml:3): whoever merges into main deploys. Approve this plan before the merge, and keep others from merging during the rollout.',
    );
  });

  it('takes the tag that decides for production, and not the branch that a person may start it on', () => {
    const decides = (where: string) =>
      `name: Deploy\non:\n  workflow_dispatch:\n  push:\n    branches: [main]\n    tags: ['20*']\njobs:\n  ship:\n    steps:\n      - run: if [ "$GITHUB_REF_TYPE" = tag ]; then echo env=${where}; else echo env=dev; fi\n`;
    const promotes = (text: string) =>
      speechFor(factsOf({ [at('deploy.yml')]: text })).promote.map(({ run }) => run.slice(0, 12))[0];
    expect(promotes(decides('prod'))).toBe('git tag {{bl');
    expect(promotes(decides('qa'))).toBe('gh workflow ');
  });

  const job = (id: string) => `  ${id}:\n    steps:\n      - run: ./deploy\n`;

  it('is one with a job for production, beside one for another audience', () => {
    const labs = workflow('', '', './deploy').replace('  ship:', '  deploy-labs:');
    const own = workflow('', '', './deploy').replace('  ship:', '  deploy-prod:');
    const facts = factsOf({ [at('build-and-deploy-labs.yml')]: labs, [at('build-and-deploy.yml')]: own });
    expect(speechFor(facts).targetName).toBe(at('build-and-deploy.yml'));
  });

  it('says which other workflow deploys to production by itself', () => {
    const main = `name: Main\non: { push: { branches: [main] } }\njobs:\n${job('deploy-prod')}`;
    const { caveats } = speechFor(factsOf({ [at('deploy-prod.yml')]: workflow(), [at('main.yml')]: main }));
    expect(caveats[0]).toBe(
      '.github/workflows/main.yml:2 deploys to production too, when main moves: whoever merges there deploys. Approve this plan before the merge, and do not start .github/workflows/deploy-prod.yml for what that has brought out.',
    );
    const trial = main.replace('deploy-prod', 'deploy-dev');
    expect(speechFor(factsOf({ [at('deploy-prod.yml')]: workflow(), [at('main.yml')]: trial })).caveats).toHaveLength(
      1,
    );
  });

  it('is none that is named for another unit', () => {
    const units = { 'api/Dockerfile': 'FROM scratch', 'worker/server/Dockerfile': 'FROM scratch' };
    const facts = factsOf({ ...units, [at('deploy-worker.yml')]: workflow() });
    const promote = (unit: string) => {
      const choice = speakPlatform(facts, unit, {
        deployment: 'd',
        baselineVersion: 'a',
        newVersion: 'b',
        profile: {},
        bands: usualBands,
      });
      return choice.kind === 'spoken' ? choice.speech.promote[0]?.run : choice.kind;
    };
    expect(promote('worker/server')).toMatch(/^gh workflow run deploy-worker\.yml /u);
    expect(promote('api')).toMatch(/^gh workflow run \{\{blank:github-workflow\}\} /u);
  });

  it('leaves the command open while several could be it that no person starts', () => {
    const speech = speechFor(
      factsOf({
        [at('deploy-api.yml')]: `${pushed('tags: ["v*"]')}${job('a')}`,
        [at('deploy-models.yml')]: `${pushed('tags: ["m*"]')}${job('a')}`,
      }),
    );
    expect(speech.promote.map(({ run }) => run)).toEqual(['{{blank:workflow-start}}']);
    expect(speech.codeRollback.kind === 'steps' && speech.codeRollback.steps[0]?.run).toBe(
      '{{blank:workflow-start-back}}',
    );
    expect(speech.blanks.map(({ id }) => id)).toContain('github-workflow');
  });

  it('is one that a person starts, where there is one', () => {
    const facts = factsOf({ [at('deploy-main.yml')]: pushed('branches: [main]'), [at('deploy.yml')]: workflow() });
    expect(speechFor(facts).targetName).toBe(at('deploy.yml'));
  });

  it.each([
    ['deploy-prod.yml', pushed('branches: [main]'), 'deploy-test-data.yml', workflow()],
    ['deploy.yml', pushed('branches: [main]'), 'deploy-alerts.yml', workflow().replace('Deploy', 'Deploy alerts')],
    ['deploy-production.yml', pushed('branches: [main]'), 'deploy.yml', workflow()],
  ])('is %s, for production and for the service itself, beside %3$s', (name, text, other, otherText) => {
    const facts = factsOf({ [at(other)]: otherText, [at(name)]: text });
    expect(speechFor(facts).targetName).toBe(at(name));
  });

  it('is asked for where several deploy, and told by the profile', () => {
    const facts = factsOf({ [at('deploy-api.yml')]: workflow(), [at('deploy-web.yml')]: workflow() });
    expect(speechFor(facts).blanks.find(({ id }) => id === 'github-workflow')?.question).toBe(
      'Which workflow deploys production (the repository names deploy-api.yml, deploy-web.yml)? Answer with its file name, then update the plan.',
    );
    expect(speechFor(facts, { platform: { workflow: 'deploy-web.yml' } }).targetName).toBe(at('deploy-web.yml'));
  });

  it.each([
    ['that nothing starts but a pull request', 'deploy.yml', 'on: pull_request\njobs: {}\n'],
    ['that every branch starts', 'deploy.yml', 'on: push\njobs: {}\n'],
    ['that a branch for development starts', 'deploy.yml', 'on: { push: { branches: [dev] } }\njobs: {}\n'],
    ['that deploys to staging', 'deploy.yml', `${pushed('branches: [main]')}  ship: { environment: staging }\n`],
    ['for another environment', 'deploy-staging.yml', workflow()],
    ['for pages', 'deploy.yml', workflow('', '', 'npx gh-pages -d dist')],
    ['for tokens of production', 'deploy-unleash-token-prod.yml', workflow()],
    ['that tests', 'test.yml', workflow().replace('Deploy', 'Test')],
  ])('none %s', (_, name, text) => {
    expect(factsOf({ [at(name)]: text }).platforms).toEqual([]);
  });
});
