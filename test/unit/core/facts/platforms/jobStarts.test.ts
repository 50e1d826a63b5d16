import { describe, expect, it } from 'vitest';
import type { JobStart } from '../../../../../src/core/facts/schema';
import { aPlanningInput, someFacts } from '../../../../support/aPlanningInput';
import { factsOf } from '../../../../support/aWorkspace';
import { startCaveats } from '../../../../../src/core/planning/pipelineStarts';

type Texts = Readonly<Record<string, string>>;

const startsOf = (texts: Texts): readonly JobStart[] => factsOf(texts).jobStarts;
const told = (texts: Texts): readonly string[] =>
  startCaveats(aPlanningInput({ facts: someFacts({ jobStarts: startsOf(texts) }) }));
const end = 'Approve this plan before that.';

const circle = (...calls: readonly string[]): Texts => ({
  '.circleci/config.yml': [
    'version: 2.1',
    'commands:',
    '  bring-out:',
    '    steps:',
    '      - run: fly deploy --app shop',
    'jobs:',
    '  check:',
    '    steps:',
    '      - run: npm test',
    '  ship:',
    '    steps:',
    '      - bring-out',
    'workflows:',
    '  all:',
    '    jobs:',
    '      - check',
    ...calls.map((call) => `      - ${call}`),
  ].join('\n'),
});

describe('what starts the steps of Buildkite', () => {
  const buildkite = (...steps: readonly string[]): Texts => ({
    '.buildkite/pipeline.deploy.yml': `steps:\n${steps.map((step) => `  - ${step}\n`).join('')}`,
  });
  const file = '.buildkite/pipeline.deploy.yml';

  it('is their branches, after what a person unblocks', () => {
    const texts = buildkite(
      '{ label: stage, command: scripts/deploy-ecs, branches: main, env: { DEPLOY_ENVIRONMENT: stage } }',
      '{ block: "Ask", key: ask }',
      'wait',
      '{ wait: ~, key: deploy-check, if: "build.branch == \'main\'" }',
      '{ label: ":rocket: prod", command: scripts/deploy-ecs, branches: main release/* }',
      '{ label: check, command: make test, branches: main }',
    );
    expect(startsOf(texts)).toEqual([
      {
        system: 'Buildkite',
        job: ':rocket: prod',
        branches: ['main', 'release/*'],
        tags: [],
        holds: ['Ask'],
        evidence: [{ file, line: 6 }],
      },
    ]);
    expect(told(texts)).toEqual([
      `Buildkite runs ":rocket: prod" (${file}:6) when main or release/* moves, after a person has approved "Ask". ${end}`,
    ]);
  });

  it('is what their conditions ask for, and holds for some people are none', () => {
    const starts = (condition: string) =>
      startsOf(
        buildkite(
          '{ block: Ask, key: ask, if: "!(build.creator.teams includes \'deploy\')" }',
          `{ label: go, command: fly deploy --app shop, depends_on: [ask], if: ${JSON.stringify(condition)} }`,
        ),
      ).map(({ branches, tags, holds }) => [branches, tags, holds]);
    expect(starts("build.branch == 'main'")).toEqual([[['main'], [], []]]);
    expect(starts("build.branch == 'main' || build.branch == 'live'")).toEqual([[['main', 'live'], [], []]]);
    expect(starts('build.tag =~ /^v\\d+/')).toEqual([[[], ['^v\\d+'], []]]);
    expect(starts("build.branch == 'main' || build.message =~ /ship/")).toEqual([]);
    expect(starts('build.pull_request.id == null')).toEqual([]);
  });
});

describe('what starts the jobs of CircleCI', () => {
  it('is none for those that bring out pull requests', () => {
    expect(startsOf(circle('deploy-pr', 'deploy-dev: { filters: { branches: { only: dev } } }'))).toEqual([]);
  });

  it('is the branches and the tags of the call for production, after what a person approves', () => {
    const texts = circle(
      'ship: { name: to-staging, filters: { branches: { only: main } } }',
      'hold: { type: approval, requires: [to-staging] }',
      'settle: { requires: [hold] }',
      'ship: { name: to-production, requires: [settle], filters: { branches: { only: [main, live] }, tags: { only: /^v.*/ } } }',
    );
    expect(told(texts)).toEqual([
      `CircleCI runs "to-production" (.circleci/config.yml:20) when main or live moves or when a tag comes (/^v.*/), after a person has approved "hold". ${end}`,
    ]);
  });

  it("is the branches of what must have run before, and production's alone, whatever the context is called", () => {
    const texts = circle(
      'ship: { name: deploy_dev, filters: { branches: { only: main } } }',
      'ship: { name: deploy_preprod, context: shop-live-preprod, requires: [deploy_dev] }',
      'ship: { name: deploy_prod, context: shop-live-prod, requires: [deploy_preprod] }',
    );
    expect(startsOf(texts).map(({ job, branches }) => [job, branches])).toEqual([['deploy_prod', ['main']]]);
  });

  it('is every push where nothing is filtered, and tags alone where every branch is left out', () => {
    expect(startsOf(circle('ship')).map(({ anyBranch, tags }) => [anyBranch, tags])).toEqual([[true, []]]);
    const tagged = circle('ship: { filters: { tags: { only: /.*/ }, branches: { ignore: /.*/ } } }');
    expect(told(tagged)).toEqual([`CircleCI runs "ship" (.circleci/config.yml:17) when a tag comes (/.*/). ${end}`]);
  });

  it('is told once for calls that start alike, and by the context where the name says nothing', () => {
    const calls = ['eu', 'us'].map(
      (place) => `ship: { name: ${place}, context: [shop-prod], filters: { branches: { only: main } } }`,
    );
    expect(told(circle(...calls, 'ship: { name: other, context: shop-staging }'))).toEqual([
      `CircleCI runs "eu" and "us" (.circleci/config.yml:17) when main moves. ${end}`,
    ]);
  });

  it('is nothing of what runs after a deployment or tests it', () => {
    expect(startsOf(circle('post_deploy_tests: { name: post_deploy_tests_production }', 'deploy-storybook'))).toEqual(
      [],
    );
  });

  it('is nothing for another environment, for a schedule, and for jobs that deploy nothing', () => {
    expect(startsOf(circle('ship: { name: to-staging }'))).toEqual([]);
    expect(startsOf(circle())).toEqual([]);
    const [file, text] = Object.entries(circle('ship'))[0] ?? ['', ''];
    const nightly = text.replace('  all:\n', '  all:\n    triggers: [{ schedule: { cron: "0 1 * * *" } }]\n');
    expect(startsOf({ [file]: nightly })).toEqual([]);
  });
});

const stage = (name: string, when: string, rest = ''): string =>
  `    stage('${name}') {\n      ${when}\n      ${rest}\n      steps { sh '''./ship.sh {'''  /* } */ }\n    }\n`;
const jenkins = (...stages: readonly string[]): Texts => ({
  Jenkinsfile: `pipeline {\n  agent any // {\n  stages {\n${stages.join('')}  }\n}\n`,
});

describe('what starts the stages of Jenkins', () => {
  it('is the tag or the branch of the stage for production, and what it waits for', () => {
    const texts = jenkins(
      stage('Deploy', "when { branch 'main' }", "environment { PLACE = 'staging' }"),
      stage('Deploy live', 'when { allOf { tag pattern: "v*"\n expression { true } } }', "input { message 'Sure?' }"),
    );
    expect(told(texts)).toEqual([
      `Jenkins runs "Deploy live" (Jenkinsfile:9) when a tag comes (v*), after a person has approved "Deploy live". ${end}`,
    ]);
  });

  it('is a branch where no stage says production, and nothing where no condition tells', () => {
    expect(
      told(jenkins(stage('Deploy', "when { branch 'main' }"), stage('Deploy to staging', "when { branch 'x' }"))),
    ).toEqual([`Jenkins runs "Deploy" (Jenkinsfile:4) when main moves. ${end}`]);
    expect(startsOf(jenkins(stage('Deploy', 'when { expression { env.GO } }')))).toEqual([]);
    expect(startsOf(jenkins(stage('Test', "when { branch 'main' }")))).toEqual([]);
    expect(startsOf(jenkins(stage('Start feature deploy', "when { branch 'main' }")))).toEqual([]);
  });
});

describe('what starts the steps of Drone and Woodpecker', () => {
  it('is a promotion to production, whichever of several files says so', () => {
    const step = (name: string, target: string): string =>
      `  - name: ${name}\n    commands: [./ship.sh]\n    when: { event: promote, target: [${target}] }\n`;
    const text = `kind: pipeline\nname: ship\nsteps:\n${step('deploy to stg', 'stg')}${step('deploy to prod', 'prod')}`;
    expect(told({ '.drone-1.0.yml': text })).toEqual([
      `Drone runs "deploy to prod" (.drone-1.0.yml:7) when a person promotes a build to prod. ${end}`,
    ]);
  });

  it('is a push or a tag of a step with a line that deploys', () => {
    const text =
      'steps:\n  bring:\n    image: alpine\n    commands:\n      - kubectl apply -f shop.yml\n    when:\n      - event: [push, tag]\n        branch: main\n  notify:\n    image: alpine\n    commands: [./tell.sh]\n';
    expect(told({ '.woodpecker/ship.yaml': text })).toEqual([
      `Woodpecker runs "bring" (.woodpecker/ship.yaml:2) when main moves or when a tag comes (*). ${end}`,
    ]);
    expect(
      startsOf({ '.woodpecker.yml': 'when: { event: pull_request }\nsteps:\n  deploy:\n    commands: [./x]\n' }),
    ).toEqual([]);
  });
});

describe('what starts the jobs of Azure Pipelines', () => {
  const azure = (head: string, ...stages: readonly string[]): Texts => ({
    'azure-pipelines.yml': `${head}\nstages:\n${stages.join('')}`,
  });
  const stageOf = (name: string, environment: string, condition = ''): string =>
    `  - stage: ${name}\n${condition === '' ? '' : `    condition: ${condition}\n`}    jobs:\n      - deployment: ship\n        environment: ${environment}\n`;

  it('is the branch or the tag of their conditions, after what a person validates', () => {
    const ask = '  - stage: ask\n    jobs:\n      - job: sure\n        steps: [{ task: ManualValidation@1 }]\n';
    const on = (ref: string): string => `and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/${ref}'))`;
    const texts = azure(
      'trigger: [main, develop]',
      stageOf('dev', 'dev'),
      ask,
      stageOf('live', 'production', on('main')),
    );
    expect(told(texts)).toEqual([
      `Azure Pipelines runs "ship" (azure-pipelines.yml:14) when main moves, after a person has approved "sure". ${end}`,
    ]);
    const tagged = "startsWith(variables['Build.SourceBranch'], 'refs/tags/v')";
    expect(startsOf(azure('trigger: none', stageOf('live', 'production', tagged)))).toMatchObject([
      { branches: [], tags: ['v*'] },
    ]);
  });

  it('is the branch that a variable of the pipeline asks for, and nothing where that may not be', () => {
    const head = (isMain: string): string =>
      `trigger: ['*']\nvariables:\n  ref: refs/heads/release\n  isMain: $[${isMain}]`;
    const main = "eq(variables['Build.SourceBranch'], 'refs/heads/main')";
    const branches = (isMain: string, condition: string) =>
      startsOf(azure(head(isMain), stageOf('live', 'production', condition))).map((each) => each.branches);
    expect(branches(main, "and(succeeded(), eq(variables.isMain, 'true'))")).toEqual([['main']]);
    expect(branches(main, "and(succeeded(), variables['isMain'])")).toEqual([['main']]);
    expect(branches("eq(variables['Build.SourceBranch'], variables.ref)", 'variables.isMain')).toEqual([['release']]);
    expect(branches(main, "eq(variables['Build.SourceBranch'], variables.ref)")).toEqual([['release']]);
    expect(branches(main, 'eq(variables.isMain, false)')).toEqual([]);
  });

  it('is the trigger of the pipeline where no condition tells, and nothing where that names none', () => {
    const live = stageOf('live', 'production');
    expect(startsOf(azure('trigger: { branches: { include: [main, release/*] } }', live))).toMatchObject([
      { job: 'ship', branches: ['main', 'release/*'] },
    ]);
    expect(startsOf(azure('trigger: [main]', stageOf('test', 'staging')))).toEqual([]);
    for (const head of ['trigger: none', 'pool: linux']) expect(startsOf(azure(head, live))).toEqual([]);
  });
});

describe('what starts the steps of Bitbucket Pipelines', () => {
  it('is the branch or the tag that they are among, after a person where one is asked', () => {
    const step = (name: string, more: string): string =>
      `      - step: { name: ${name}, ${more}, script: [./ship.sh] }\n`;
    const texts = {
      'bitbucket-pipelines.yml': `pipelines:\n  branches:\n    develop:\n${step('Deploy', 'deployment: staging')}    "{main,hotfix/*}":\n${step('Check', 'caches: [node]')}${step('Ship', 'deployment: production, trigger: manual')}  custom:\n    again:\n${step('Ship again', 'deployment: production')}`,
    };
    expect(told(texts)).toEqual([
      `Bitbucket Pipelines runs "Ship" (bitbucket-pipelines.yml:7) when main or hotfix/* moves, after a person has approved "Ship". ${end}`,
    ]);
    const stage =
      'pipelines:\n  default:\n    - stage:\n        name: Out\n        deployment: production\n        steps:\n          - step: { name: a, script: [./a] }\n';
    expect(startsOf({ 'bitbucket-pipelines.yml': stage })).toMatchObject([{ job: 'a', anyBranch: true, holds: [] }]);
  });
});
