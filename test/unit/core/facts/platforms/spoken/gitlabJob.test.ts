import { describe, expect, it } from 'vitest';
import { summariseFacts } from '../../../../../../src/core/facts/summary';
import { aRelease, factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const { base, head } = aRelease;
const profile = { platform: { gitlabHost: 'git.example.com', gitlabProject: '7' } };
const pipeline = (text: string) => ({ '.gitlab-ci.yml': text });

describe('a job of GitLab speaks', () => {
  it('is only mentioned beside the platform that is planned for, and never mentions itself', () => {
    const job = pipeline('ship-deploy:\n  script: [./ship]\n  environment: production\n  when: manual\n');
    const beside = speechFor(factsOf({ ...job, 'chart/Chart.yaml': 'name: shop\n' }));
    expect([beside.platform.id, beside.caveats.at(-1)]).toEqual([
      'helm',
      '.gitlab-ci.yml:1 deploys too, going by names. When that is how production is deployed, put "gitlab-job" into .cc10x/service.json (platform.id) and update the plan.',
    ]);
    const both = factsOf({
      ...job,
      '.github/workflows/deploy.yml': 'name: Deploy\non: { workflow_dispatch: {} }\njobs: {}\n',
    });
    const alone = speechFor(both, { platform: { id: 'gitlab-job' } });
    expect([alone.platform.id, alone.caveats.filter((caveat) => caveat.includes('deploys too'))]).toEqual([
      'gitlab-job',
      [],
    ]);
    const { platforms, pipelines } = summariseFacts(both);
    expect([platforms, pipelines]).toEqual([
      [],
      [
        { id: 'github-workflow', evidence: { file: '.github/workflows/deploy.yml', line: 2 } },
        { id: 'gitlab-job', evidence: { file: '.gitlab-ci.yml', line: 1 } },
      ],
    ]);
  });

  it.each([
    [
      'deploy-live',
      'production',
      'deploy-live:\n  stage: deploy\n  script: [./ship]\n  environment: production\n  when: manual\n',
    ],
    [
      'release:eu',
      'prod-eu',
      '.base: { environment: { name: prod-eu }, rules: [{ if: $CI_COMMIT_TAG, when: manual }] }\n"release:eu": { extends: .base, script: [./ship] }\n',
    ],
  ])('for %s of %s', (name, environment, text) => {
    const speech = speechFor(factsOf(pipeline(text)), profile);
    const api = (path: string, method = ''): string =>
      `glab api --hostname {{blank:gitlab-host}}${method} projects/{{blank:gitlab-project}}${path}`;
    const deployments = (count: number): string =>
      api(
        `/deployments'?environment='${environment}'&status=success&finished_after=2000-01-01T00:00:00Z&order_by=finished_at&sort=desc&per_page=${String(count)}'`,
      );
    const given = (commit: string): string => `--arg name ${name} --arg commit ${commit}`;
    const runs = (commit: string): string =>
      `${deployments(1)} | jq -en ${given(commit)} 'input | .[0] | .deployable.name == $name and .sha == $commit'`;
    const waiting = `job="$(${api("/jobs'?scope[]=manual&per_page=100'")} | jq -enr ${given(head.commit)} 'input | [.[] | select(.name == $name and .commit.id == $commit) | .id] | if length > 0 then max else error("no such job waits: has the pipeline of the commit come that far?") end')"`;
    const former = `job="$(${deployments(100)} | jq -enr ${given(base.commit)} 'input | [.[] | select(.deployable.name == $name and .sha == $commit) | .deployable.id] | if length > 0 then max else error("not among the last 100 deployments") end')"`;
    const start = (how: string): string =>
      `${api(`/jobs/"$job"/${how}`, ' --method POST')} | jq -enr 'input | .web_url'`;
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['gitlab-job-identity-user', "glab api --hostname {{blank:gitlab-host}} user | jq -enr 'input | .username'"],
      ['gitlab-job-identity-project', `${api('')} | jq -enr 'input | .path_with_namespace'`],
      [
        'gitlab-job-record-live',
        `${deployments(1)} | jq -enr 'input | .[0] | "\\(.sha) \\(.deployable.name) \\(.deployable.id)"'`,
      ],
      ['gitlab-job-record-check', runs(base.commit)],
      ['gitlab-job-record-job', `${former} && echo "$job"`],
      ['gitlab-job-waits', `${waiting} && echo "$job"`],
      ['gitlab-job-promote', `${waiting} && ${start('play')}`],
      ['gitlab-job-promote-ended', runs(head.commit)],
      ['gitlab-job-abort', `${former} && ${start('retry')}`],
      ['gitlab-job-abort-ended', runs(base.commit)],
      ['gitlab-job-rollback', `${former} && ${start('retry')}`],
      ['gitlab-job-rollback-ended', runs(base.commit)],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      runs(head.commit),
      runs(base.commit),
      runs(base.commit),
    ]);
    expect(speech.blanks.filter(({ value }) => value === null)).toEqual([]);
    expect(speech.platform).toEqual({ id: 'gitlab-job', trafficControl: 'none', granularityPercent: 100 });
  });

  it.each([
    ['git pull origin live', true],
    ['git fetch && git reset --hard $CI_COMMIT_SHA', false],
  ])('says what a host fetches by itself: %s', (script, isSaid) => {
    const job = `ship:\n  stage: deploy\n  script: ['ssh host "cd /srv && ${script}"']\n  environment: production\n  when: manual\n`;
    const { caveats } = speechFor(factsOf(pipeline(job)), profile);
    expect(caveats.some((caveat) => caveat.startsWith('The production host fetches the tip of live by itself'))).toBe(
      isSaid,
    );
  });

  it('asks where GitLab is, and which of several jobs deploys', () => {
    const job = (name: string) => `${name}: { stage: deploy, environment: prod-${name}, when: manual, script: [x] }\n`;
    const blanks = (text: string, platform = {}) =>
      speechFor(factsOf(pipeline(text)), { platform })
        .blanks.filter(({ value }) => value === null)
        .map(({ id }) => id);
    expect(blanks(job('eu'))).toEqual(['gitlab-host', 'gitlab-project']);
    expect(blanks(job('eu') + job('us'))).toEqual([
      'gitlab-host',
      'gitlab-project',
      'gitlab-job-name',
      'gitlab-environment',
    ]);
    expect(blanks(job('eu') + job('us'), { job: 'us', gitlabHost: 'a', gitlabProject: '1' })).toEqual([]);
  });

  it.each([
    ['starts by itself', 'deploy: { environment: production, script: [x] }'],
    ['is for staging', 'deploy: { environment: staging, when: manual, script: [x] }'],
    ['stops something', 'stop-prod: { environment: { name: production, action: stop }, when: manual, script: [x] }'],
    ['goes back', 'rollback: { stage: deploy, environment: production, when: manual, script: [x] }'],
    ['names its environment by a variable', 'deploy: { environment: $ENVIRONMENT, when: manual, script: [x] }'],
    ['is only taken over by others', '.deploy: { environment: production, when: manual, script: [x] }'],
  ])('none that %s', (_, text) => {
    expect(factsOf(pipeline(`${text}\n`)).platforms.map(({ id }) => id)).toEqual([]);
  });

  it('leaves the word to what its pipeline deploys to', () => {
    const facts = factsOf({
      ...pipeline('deploy: { environment: production, when: manual, script: [fly deploy] }\n'),
      'fly.toml': 'app = "shop"\n',
    });
    expect(speechFor(facts).platform.id).toBe('fly');
  });
});
