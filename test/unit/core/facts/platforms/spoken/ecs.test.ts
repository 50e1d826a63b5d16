import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const definition = (container: string, image: string) =>
  `{ "family": "x", "containerDefinitions": [{ "name": "${container}", "image": "${image}:1" }] }`;
const workflow = (service: string, cluster: string, region: string) => `env:
  REGION: ${region}
jobs:
  ship:
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          aws-region: \${{ env.REGION }}
      - uses: aws-actions/amazon-ecs-deploy-task-definition@v2
        with:
          service: ${service}
          cluster: ${cluster}
          task-definition: task.json
`;
const repository = (service: string, cluster: string, region: string, container: string, image: string) => ({
  'task.json': '{}',
  'ecs/task-definition.json': definition(container, image),
  '.github/workflows/deploy.yml': workflow(service, cluster, region).replace('task.json', 'ecs/task-definition.json'),
});
const task = '{{blank:ecs-task-definition}}';
const tag = '{{blank:image-tag}}';
const removed =
  'del(.taskDefinitionArn, .revision, .status, .requiresAttributes, .compatibilities, .registeredAt, .registeredBy, .deregisteredAt)';
const replace = `if any(.containerDefinitions[]; .name == $container) then . else error("there is no such container") end | (.containerDefinitions[] | select(.name == $container) | .image) = $image | ${removed}`;

const identity = `aws sts get-caller-identity --output json | jq -enr --arg account {{blank:aws-account}} 'input | if .Account == $account then .Arn else error("this is account \\(.Account)") end'`;

describe('ECS speaks', () => {
  it('with the cluster and the region that the repository tells, where the service is put together', () => {
    const dispatched = {
      '.github/workflows/deploy-ecs.yml':
        "on: workflow_dispatch\nenv:\n  CLUSTER: shop\n  SERVICE: shop-${{ inputs.environment || 'dev' }}\njobs:\n  ship:\n    steps:\n      - uses: acme/actions/deploy-ecs@v2\n        with:\n          ecs-cluster: ${{ env.CLUSTER }}\n          ecs-service: ${{ env.SERVICE }}\n",
    };
    const script = {
      'scripts/ship-it.sh':
        'export AWS_DEFAULT_REGION=eu-west-3\naws ecs update-service --cluster shop --service web --task-definition "$task"\n',
    };
    const recorded = (texts: Readonly<Record<string, string>>) =>
      speechFor(factsOf(texts)).identity.find(({ id }) => id === 'ecs-identity-service')?.run;
    expect(recorded(dispatched)).toContain('--cluster shop --services {{blank:ecs-service}}');
    expect(recorded(script)).toContain('--cluster shop --services web --region eu-west-3');
    const tool = {
      'scripts/ship-it.sh': 'ecs-deploy -c shop -n portal -r eu-west-2 -i ignore -to "$BUILD" --timeout 600\n',
    };
    expect(recorded(tool)).toContain('--cluster shop --services portal --region eu-west-2');
  });

  it.each([
    ['checkout', 'live', 'eu-west-1', 'web', '1.dkr.ecr.eu-west-1.amazonaws.com/checkout'],
    ['api', 'prod-2', 'us-east-2', 'app', 'ghcr.io/other/api'],
  ])('for %s, from the repository', (service, cluster, region, container, image) => {
    const speech = speechFor(factsOf(repository(service, cluster, region, container, image)));
    const describeIt = `aws ecs describe-services --cluster ${cluster} --services ${service} --region ${region}`;
    const update = (to: string) =>
      `aws ecs update-service --cluster ${cluster} --service ${service} --region ${region} --task-definition ${to} --query service.taskDefinition --output text && aws ecs wait services-stable --cluster ${cluster} --services ${service} --region ${region}`;
    const is = (program: string) =>
      `${describeIt} --output json | jq -en --arg task ${task} 'input | .services[0] | ${program}'`;
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['ecs-identity-user', identity],
      ['ecs-identity-service', `${describeIt} --query 'services[0].[status,desiredCount,runningCount,taskDefinition]'`],
      ['ecs-record-live', `${describeIt} --query 'services[0].taskDefinition' --output text`],
      [
        'ecs-record-check',
        is(
          '.taskDefinition == $task and (.deployments | length) == 1 and (.deploymentController.type // "ECS") == "ECS" and (.deploymentConfiguration.strategy // "ROLLING") == "ROLLING"',
        ),
      ],
      [
        'ecs-promote',
        `task="$(aws ecs describe-task-definition --task-definition ${task} --region ${region} --output json | jq -en --arg container ${container} --arg image ${image}:${tag} 'input | .taskDefinition | ${replace}')" && new="$(aws ecs register-task-definition --region ${region} --cli-input-json "$task" --query taskDefinition.taskDefinitionArn --output text)" && ${update('"$new"')}`,
      ],
      ['ecs-abort', update(task)],
      ['ecs-rollback', update(task)],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      `task="$(${describeIt} --query 'services[0].taskDefinition' --output text)" && aws ecs describe-task-definition --task-definition "$task" --region ${region} --output json | jq -en --arg image ${image}:${tag} 'input | any(.taskDefinition.containerDefinitions[]; .image == $image)'`,
      is('.taskDefinition != $task and (.deployments | length) == 1 and .runningCount == .desiredCount'),
      is('.taskDefinition == $task and (.deployments | length) == 1 and .runningCount == .desiredCount'),
    ]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['image-tag', 'ecs-task-definition', 'aws-account']);
    expect(speech.platform).toEqual({ id: 'ecs', trafficControl: 'none', granularityPercent: 100 });
  });

  it.each([
    ['checkout', 'live', { 'ecs-service': 'checkout', 'ecs-cluster': 'live', 'aws-region': 'eu-west-1' }],
    ['crates', 'prod-2', { redeploy_ecs_service: 'crates', redeploy_ecs_cluster: 'prod-2', region: 'us-west-1' }],
  ])('for %s, as an action of any name is told', (service, cluster, inputs) => {
    const given = Object.entries(inputs).map(([key, value]) => `          ${key}: ${value}\n`);
    const texts = {
      '.github/workflows/deploy.yml': `jobs:\n  ship:\n    steps:\n      - uses: acme/ship-image@v2\n        with:\n${given.join('')}`,
    };
    const speech = speechFor(factsOf(texts));
    expect(speech.codeRollback).toMatchObject({
      steps: [
        {
          run: expect.stringContaining(
            `--cluster ${cluster} --service ${service} --region ${given[2]?.trim().split(' ')[1] ?? ''}`,
          ) as string,
        },
      ],
    });
    expect(speech.blanks.map(({ id }) => id).filter((id) => /^ecs-(?:service|cluster)|region/u.test(id))).toEqual([]);
  });

  it.each([
    ['checkout', 'live', 'eu-west-1'],
    ['api', 'prod-2', 'us-east-2'],
  ])('for %s, whose images are pushed under one tag', (service, cluster, region) => {
    const line = `aws ecs update-service --cluster ${cluster} --service ${service} --region ${region} --force-new-deployment`;
    const speech = speechFor(factsOf({ 'deploy.sh': `${line}\n` }));
    const [container, digest] = ['{{blank:ecs-container}}', '{{blank:ecs-image-digest}}'];
    const describeIt = `aws ecs describe-services --cluster ${cluster} --services ${service} --region ${region}`;
    const digests = `aws ecs list-tasks --cluster ${cluster} --service-name ${service} --region ${region} --query 'taskArns[]' --output text | xargs aws ecs describe-tasks --cluster ${cluster} --region ${region} --output json --tasks`;
    const ofContainer = '[.tasks[].containers[] | select(.name == $container) | .imageDigest] | unique';
    const settled = `${describeIt} --output json | jq -en --arg task ${task} 'input | .services[0] | (.deployments | length) == 1 and .runningCount == .desiredCount'`;
    expect(speech.record.find(({ id }) => id === 'ecs-record-image')?.run).toBe(
      `${digests} | jq -enr --arg container ${container} 'input | ${ofContainer} | if length == 1 then .[0] else error("not exactly one image is running: \\(.)") end'`,
    );
    const back = `task="$(aws ecs describe-task-definition --task-definition ${task} --region ${region} --output json | jq -en --arg container ${container} --arg image {{blank:image-repository}}@${digest} 'input | .taskDefinition | ${replace}')" && new="$(aws ecs register-task-definition --region ${region} --cli-input-json "$task" --query taskDefinition.taskDefinitionArn --output text)" && aws ecs update-service --cluster ${cluster} --service ${service} --region ${region} --task-definition "$new" --query service.taskDefinition --output text && aws ecs wait services-stable --cluster ${cluster} --services ${service} --region ${region}`;
    expect(stepsOf(speech).flatMap(({ id, run }) => (/abort|rollback/u.test(id) ? [run] : []))).toEqual([back, back]);
    const check = (program: string) =>
      `${digests} | jq -en --arg container ${container} --arg digest ${digest} 'input | ${ofContainer} ${program}'`;
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      check('| length == 1 and .[0] != $digest'),
      settled,
      check('== [$digest]'),
      settled,
    ]);
  });

  it.each([
    'aws ecs update-service --cluster c --service s --force-new-deployment --task-definition web:7',
    'aws ecs register-task-definition --family web\naws ecs update-service --cluster c --service s --force-new-deployment',
  ])('of the recorded task definition where the pipeline makes revisions: %s', (lines) => {
    const speech = speechFor(factsOf({ 'deploy.sh': `${lines}\n` }));
    expect(speech.blanks.map(({ id }) => id)).not.toContain('ecs-image-digest');
  });

  it('registers the task definition of the repository when the release changes it', () => {
    const files = [{ path: 'ecs/task-definition.json', status: 'modified', added: 1, deleted: 1 }] as const;
    const speech = speechFor(factsOf(repository('a', 'b', 'eu-west-1', 'web', 'r.io/o/a'), { files }));
    expect(speech.promote[0]?.run).toContain(`'input | ${replace}' ecs/task-definition.json)" && new=`);
  });

  it.each([
    [
      'the service',
      'service: checkout',
      'service: ${{ vars.S }}',
      ['ecs-service', 'image-tag', 'ecs-task-definition', 'aws-account'],
    ],
    [
      'the cluster',
      'cluster: live',
      'cluster: ${{ vars.C }}',
      ['ecs-cluster', 'image-tag', 'ecs-task-definition', 'aws-account'],
    ],
    [
      'the region',
      'REGION: eu-west-1',
      'REGION: $X',
      ['aws-region', 'image-tag', 'ecs-task-definition', 'aws-account'],
    ],
    [
      'container and image',
      'task-definition: ecs/task-definition.json',
      'task-definition: ${{ steps.x.outputs.t }}',
      ['ecs-container', 'image-repository', 'image-tag', 'ecs-task-definition', 'aws-account'],
    ],
  ])('asks for %s', (_, found, replacement, expected) => {
    const texts = repository('checkout', 'live', 'eu-west-1', 'web', 'r.io/o/a');
    const path = '.github/workflows/deploy.yml';
    const without = { ...texts, [path]: texts[path].replace(found, replacement) };
    expect(speechFor(factsOf(without)).blanks.map(({ id }) => id)).toEqual(expected);
  });

  it('takes a pipeline in a folder for no infrastructure code', () => {
    const commands = '[aws ecs update-service --cluster c --service shop --force-new-deployment]';
    const texts = { 'buildspec/deploy.yml': `phases:\n  build:\n    commands: ${commands}\n` };
    expect(speechFor(factsOf(texts)).caveats.join(' ')).not.toContain('as code');
  });

  it('warns that infrastructure code puts its own task definition back', () => {
    const speech = speechFor(factsOf({ 'infra/main.tf': 'provider "aws" {}\nresource "aws_ecs_service" "x" {\n}\n' }));
    expect(speech.caveats).toContain(
      'infra/main.tf:2 declares ECS resources as code: unless it ignores the task definition, its next run puts back what it declares.',
    );
    expect(speech.blanks.map(({ id }) => id)).toEqual([
      'ecs-service',
      'ecs-cluster',
      'aws-region',
      'ecs-container',
      'image-repository',
      'image-tag',
      'ecs-task-definition',
      'aws-account',
    ]);
  });

  it('takes what all that deploys agrees on, where the service is only computed', () => {
    const deploy = (file: string, region: string) => ({
      [`.github/workflows/${file}.yml`]: `jobs:
  ship:
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
        with: { aws-region: ${region} }
      - uses: aws-actions/amazon-ecs-render-task-definition@v1
        with: { task-definition-family: shop, container-name: application }
      - uses: aws-actions/amazon-ecs-deploy-task-definition@v2
        with: { service: "shop-\${{ inputs.environment }}", task-definition: task.json }
`,
    });
    const asked = (texts: Readonly<Record<string, string>>) => speechFor(factsOf(texts)).blanks.map(({ id }) => id);
    const here = asked({ ...deploy('web', 'eu-west-2'), ...deploy('worker', 'eu-west-2') });
    expect(here).not.toContain('aws-region');
    expect(here).not.toContain('ecs-container');
    expect(here).toEqual(expect.arrayContaining(['ecs-service', 'ecs-cluster']));
    expect(asked({ ...deploy('web', 'eu-west-2'), ...deploy('us', 'us-east-1') })).toContain('aws-region');
  });

  const shared = `on:
  workflow_call:
    inputs:
      cluster: { type: string, required: true }
      service: { type: string, default: checkout }
      environment: { type: string, required: true }
env:
  CLUSTER: \${{ inputs.cluster }}-\${{ inputs.environment }}
jobs:
  ship:
    environment: \${{ inputs.environment }}
    steps:
      - uses: aws-actions/amazon-ecs-deploy-task-definition@v2
        with: { service: "\${{ inputs.service }}", cluster: "\${{ env.CLUSTER }}", task-definition: task.json }
`;
  const call = (job: string, given: string): string =>
    `  ${job}:\n    uses: ./.github/workflows/shared.yml\n    with: { ${given} }\n`;

  it.each<readonly [string, string, string | undefined, string | undefined]>([
    ['the only caller', call('go', 'cluster: shop, environment: live'), 'checkout', 'shop-live'],
    [
      'the caller for production',
      `${call('stage', 'cluster: a, environment: staging')}${call('live', 'cluster: b, environment: production, service: web')}`,
      'web',
      'b-production',
    ],
    ['no caller for another environment', call('stage', 'cluster: a, environment: staging'), undefined, undefined],
    [
      'no two callers',
      `${call('eu', 'cluster: eu, environment: live')}${call('us', 'cluster: us, environment: live')}`,
      'checkout',
      undefined,
    ],
    ['nothing computed', call('go', 'cluster: "${{ needs.x.outputs.c }}", environment: live'), 'checkout', undefined],
  ])('reads in a reusable workflow what %s gives it', (_, jobs, service, cluster) => {
    const facts = factsOf({
      '.github/workflows/shared.yml': shared,
      '.github/workflows/ci.yml': `on: { push: { branches: [main] } }\njobs:\n${jobs}`,
    });
    const asked = speechFor(facts).blanks.map(({ id }) => id);
    const describeStep = stepsOf(speechFor(facts)).find(({ id }) => id === 'ecs-record-live')?.run ?? '';
    expect([asked.includes('ecs-service'), asked.includes('ecs-cluster')]).toEqual([
      service === undefined,
      cluster === undefined,
    ]);
    expect(describeStep).toContain(
      ` --cluster ${cluster ?? '{{blank:ecs-cluster}}'} --services ${service ?? '{{blank:ecs-service}}'} `,
    );
  });

  it('says what else the run that it starts brings out, which goes back by itself', () => {
    const step = (service: string) =>
      `      - uses: aws-actions/amazon-ecs-deploy-task-definition@v2\n        with: { service: ${service}, cluster: live, task-definition: task.json }\n`;
    const caveats = (...services: readonly string[]) =>
      speechFor(
        factsOf({
          'task.json': '{}',
          '.github/workflows/deploy.yml': `on: { push: { branches: [main] } }\njobs:\n  deploy:\n    steps:\n${services.map(step).join('')}`,
        }),
      ).caveats.filter((each) => each.includes('in one run'));
    expect(caveats('web', 'api', 'jobs')).toEqual([
      '.github/workflows/deploy.yml deploys web, api and jobs in one run, and the commands that go back are for one of them: record the others too, and bring them back the same way.',
    ]);
    expect(caveats('web')).toEqual([]);
  });

  it('goes by the workflow both ways where that alone knows cluster and service', () => {
    const workflow =
      'on:\n  workflow_dispatch:\n    inputs: { client: { required: true } }\njobs:\n  deploy:\n    steps:\n      - uses: actions/checkout@v5\n      - run: bash deploy/up.sh "${{ inputs.client }}"\n';
    const script = (names: string) =>
      `aws ecr describe-images --repository-name "$REPO"\naws ecs update-service ${names} --task-definition "$ARN"\n`;
    const speech = (names: string) =>
      speechFor(factsOf({ '.github/workflows/deploy.yml': workflow, 'deploy/up.sh': script(names) }));
    const alone = speech('--cluster "$CLUSTER" --service "$NAME"');
    expect(alone.codeRollback.kind === 'steps' && alone.codeRollback.steps[0]?.run).toBe(
      'gh workflow run deploy.yml --repo {{blank:github-repository}} --ref v1.4.0 --raw-field client={{blank:dispatch-client}}',
    );
    expect(alone.caveats.at(-1)).toContain('is named nowhere else in the repository');
    expect(alone.caveats.at(-2)).toContain('builds nothing');
    const named = speech('--cluster shop --service web');
    expect(named.codeRollback.kind === 'steps' && named.codeRollback.steps[0]?.run).toContain('aws ecs update-service');
  });

  it('tells what pushes the image where the workflow only starts it', () => {
    const texts = (build: string) => ({
      '.github/workflows/deploy.yml': `on: workflow_dispatch\njobs:\n  deploy:\n    steps:\n      - uses: actions/checkout@v5\n${build}      - run: aws ecs update-service --cluster shop --service web --force-new-deployment --region eu-west-1\n`,
      '.github/workflows/images.yml':
        'on: { push: { branches: [main] } }\njobs:\n  images:\n    steps:\n      - run: docker push r.io/shop/web:latest\n',
    });
    const told = (build: string) =>
      speechFor(factsOf(texts(build))).caveats.filter((each) => each.includes('builds nothing'));
    expect(told('')).toEqual([
      '.github/workflows/deploy.yml builds nothing: .github/workflows/images.yml pushes the image that it starts. See that the run which built v1.5.0 has ended well before you start this one.',
    ]);
    expect(told('      - run: docker build -t r.io/shop/web:latest . && docker push r.io/shop/web:latest\n')).toEqual(
      [],
    );
  });
});
