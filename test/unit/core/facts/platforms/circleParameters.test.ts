import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';
import { speechFor } from '../../../../support/speeches';

type Texts = Readonly<Record<string, string>>;

const config = (stage: string): Texts => ({
  'serverless.yml': 'service: shop\nprovider:\n  name: aws\n  region: eu-west-2\n',
  '.circleci/config.yml': [
    'version: 2.1',
    'commands:',
    '  ship:',
    '    parameters: { stage: { type: string, default: "" } }',
    '    steps:',
    '      - run: sls deploy --stage << parameters.stage >>',
    'jobs:',
    '  to-staging:',
    '    steps:',
    '      - ship: { stage: staging }',
    '  to:',
    '    parameters: { place: { type: string } }',
    '    steps:',
    '      - when: { condition: true, steps: [{ ship: { stage: <<parameters.place>> } }] }',
    'workflows:',
    '  all:',
    '    jobs:',
    '      - to-staging',
    `      - to: { name: to-production, place: ${stage} }`,
  ].join('\n'),
});
const stageOf = (texts: Texts): unknown => speechFor(factsOf(texts)).promote[0]?.run.match(/--stage (\S+)/u)?.[1];

describe('Parameters of CircleCI', () => {
  it.each(['production', 'prod'])('stand for what the job for production is given: %s', (stage) => {
    expect(stageOf(config(stage))).toBe(stage);
  });

  it('stand for nothing where production is given more than one value, or a computed one', () => {
    expect(stageOf(config('$PLACE'))).toBe('{{blank:serverless-stage}}');
    const two = config('production');
    const more = `${two['.circleci/config.yml'] ?? ''}\n      - to: { name: to-production-too, place: other }\n`;
    expect(stageOf({ ...two, '.circleci/config.yml': more })).toBe('{{blank:serverless-stage}}');
  });
});

describe("CircleCI's orb for ECS", () => {
  const orb = (given: string): Texts => ({
    '.circleci/config.yml': `workflows:\n  ship:\n    jobs:\n      - aws-ecs/deploy-service-update: { ${given} }\n`,
  });

  it.each([
    ['service-name: orders, cluster: shop, family: orders-task, region: eu-west-1', 'orders', 'shop', 'eu-west-1'],
    ['family: parcels, cluster-name: depot, aws-region: us-east-1', 'parcels', 'depot', 'us-east-1'],
  ])('names the service: %s', (given, service, cluster, region) => {
    const speech = speechFor(factsOf(orb(given)));
    expect(speech.abort[0]?.run).toContain(
      `aws ecs update-service --cluster ${cluster} --service ${service} --region ${region} `,
    );
  });

  it('leaves open what it is given by a variable', () => {
    const ids = speechFor(factsOf(orb('family: $SERVICE, cluster: $CLUSTER'))).blanks.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['ecs-service', 'ecs-cluster', 'aws-region']));
  });
});
