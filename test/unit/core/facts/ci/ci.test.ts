import { describe, expect, it } from 'vitest';
import { ciCommands } from '../../../../../src/core/facts/ci';
import { aWorkspace, factsOf } from '../../../../support/aWorkspace';

const commands = (texts: Readonly<Record<string, string>>): readonly string[] =>
  ciCommands(aWorkspace(texts)).map(
    ({ words, cwd, evidence, gate }) =>
      `${evidence.file}:${String(evidence.line ?? 0)} ${cwd ?? '?'} ${words.join(' ')}${gate ? '' : ' (no gate)'}`,
  );

describe('ciCommands', () => {
  it('writes out a matrix in scripts and folders', () => {
    expect(
      commands({
        '.github/workflows/ci.yml': `on: [push]
env: { KIND: unit }
jobs:
  test:
    strategy:
      matrix:
        service: [api, web]
        include:
          - service: worker
    defaults: { run: { working-directory: "services/\${{ matrix.service }}" } }
    steps:
      - run: npm run test:\${{ env.KIND }}
      - run: npm run lint
        if: false
`,
      }),
    ).toEqual(['api', 'web', 'worker'].map((name) => `.github/workflows/ci.yml:12 services/${name} npm run test:unit`));
  });

  it('follows local reusable workflows and composite actions with their inputs', () => {
    expect(
      commands({
        '.github/workflows/call.yml': `on: pull_request
jobs:
  one:
    uses: ./.github/workflows/reusable.yml
    with: { folder: api }
`,
        '.github/workflows/reusable.yml': `on:
  workflow_call:
    inputs:
      folder: { type: string }
      task: { type: string, default: test }
jobs:
  run:
    steps:
      - uses: ./.github/actions/go
        with: { folder: "\${{ inputs.folder }}", task: "\${{ inputs.task }}" }
`,
        '.github/actions/go/action.yml': `inputs: { folder: {}, task: {} }
runs:
  using: composite
  steps:
    - run: make \${{ inputs.task }}
      working-directory: \${{ inputs.folder }}
`,
      }),
    ).toEqual(['.github/actions/go/action.yml:5 api make test']);
  });

  it('reads what an action runs inside its image', () => {
    expect(
      commands({
        '.github/workflows/ci.yml':
          'on: push\njobs: { a: { steps: [{ uses: ./.github/actions/make, with: { target: unit } }] } }\n',
        '.github/actions/make/action.yml':
          'inputs: { target: {} }\nruns:\n  using: docker\n  image: Dockerfile\n  args: [make, "${{ inputs.target }}"]\n',
      }),
    ).toEqual(['.github/actions/make/action.yml:5 . make unit']);
  });

  it('tells what judges changes from what a schedule or a hand starts', () => {
    expect(
      commands({ '.github/workflows/n.yml': 'on: { schedule: [] }\njobs: { a: { steps: [ { run: make soak } ] } }\n' }),
    ).toEqual(['.github/workflows/n.yml:2 . make soak (no gate)']);
  });

  it('reads the other systems', () => {
    expect(
      commands({
        '.gitlab-ci.yml': 'unit:\n  before_script: [cd app]\n  script: [make test]\n',
        '.circleci/config.yml':
          'jobs:\n  t:\n    steps:\n      - checkout\n      - orb/cached:\n          steps:\n            - run: { command: mix test, working_directory: api }\n',
        'azure-pipelines.yml':
          'stages:\n  - stage: a\n    jobs:\n      - job: b\n        steps:\n          - script: npm test\n            workingDirectory: web\n          - task: DotNetCoreCLI@2\n            inputs: { command: test, projects: a.sln }\n',
        '.travis.yml': 'language: go\n',
        'bitbucket-pipelines.yml': 'pipelines:\n  default:\n    - step:\n        script:\n          - cargo test\n',
        Jenkinsfile: "node {\n  sh 'mvn verify'\n  sh '''\n    cd x\n    make\n  '''\n}\n",
        'cloudbuild.yaml': "steps:\n- name: x\n  dir: gcp\n  entrypoint: bash\n  args: ['-c', 'pytest']\n",
      }),
    ).toEqual([
      '.gitlab-ci.yml:3 app make test',
      '.circleci/config.yml:7 api mix test',
      'azure-pipelines.yml:6 web npm test',
      'azure-pipelines.yml:8 . dotnet test a.sln',
      '.travis.yml:1 . go test ./...',
      'bitbucket-pipelines.yml:4 . cargo test',
      'Jenkinsfile:2 . mvn verify',
      'Jenkinsfile:3 x make',
      'cloudbuild.yaml:2 gcp pytest',
    ]);
  });
});

describe('ci', () => {
  it('takes only pipelines that run', () => {
    const { ci } = factsOf({
      '.github/workflows/ci.yml': '',
      'examples/a/.travis.yml': '',
      'templates/x/.gitlab-ci.yml': '',
      'docs/azure-pipelines.yml': '',
      'build/azure-pipelines-ci.yml': '',
      'template/Jenkinsfile': '',
      'Jenkinsfile-disabled': '',
      'services/api/Jenkinsfile': '',
      'ci/release.jenkinsfile': '',
      '.azdo/release.yml': '',
    });
    expect(ci).toEqual([
      { id: 'github-actions', evidence: [{ file: '.github/workflows/ci.yml' }] },
      { id: 'jenkins', evidence: [{ file: 'services/api/Jenkinsfile' }, { file: 'ci/release.jenkinsfile' }] },
      { id: 'azure-pipelines', evidence: [{ file: 'build/azure-pipelines-ci.yml' }, { file: '.azdo/release.yml' }] },
    ]);
  });
});

describe('pipelines in a folder of any system', () => {
  it('are those of Azure DevOps by what they say', () => {
    const ids = (text: string) =>
      factsOf({ 'pipelines/api-dev.yml': text }).ci.map(({ id, evidence }) => [id, evidence]);
    expect(ids('trigger:\n  batch: true\npr: none\npool: Default\nextends:\n  template: api.yml@shared\n')).toEqual([
      ['azure-pipelines', [{ file: 'pipelines/api-dev.yml' }]],
    ]);
    expect(
      factsOf({
        'ci.yml': 'trigger: { batch: true }\nresources: {}\nextends: { template: v1/x.yml@shared }\n',
        'mkdocs.yml': 'site_name: x\n',
      }).ci,
    ).toEqual([{ id: 'azure-pipelines', evidence: [{ file: 'ci.yml' }] }]);
    expect(ids('inputs:\n  stdin: {}\npipeline:\n  processors: []\n')).toEqual([]);
  });
});
