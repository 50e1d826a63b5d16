import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const service = (name: string, more = 'region: eu-west-1') => `service: ${name}\nprovider: { name: aws, ${more} }\n`;
const workflow = (line: string) => `on: push\njobs:\n  a:\n    steps:\n      - run: ${line}\n`;

const identity = `aws sts get-caller-identity --output json | jq -enr --arg account {{blank:aws-account}} 'input | if .Account == $account then .Arn else error("this is account \\(.Account)") end'`;

describe('The Serverless Framework speaks', () => {
  it.each([
    ['shop', 'serverless.yml', 'production', 'eu-west-1', {}, (command: string) => `serverless ${command}`],
    [
      'apis',
      'api/serverless.yml',
      'prod',
      'us-east-1',
      { 'api/package.json': '{"devDependencies":{"serverless":"3.0.0"}}' },
      (command: string) => `(cd api && npx serverless ${command})`,
    ],
  ])('for %s, from %s', (name, file, stage, region, more, run) => {
    const speech = speechFor(
      factsOf({
        ...more,
        [file]: service(name, `region: ${region}`),
        '.github/workflows/deploy.yml': workflow(`npx serverless deploy --stage ${stage}`),
      }),
    );
    const place = `--stage ${stage} --region ${region}`;
    const list = run(`deploy list ${place}`);
    const newest = `newest="$(${list.startsWith('(') ? ' ' : ''}${list} 2>&1 | grep --only-matching --extended-regexp '[0-9]{13}' | tail -n 1)"`;
    const artifacts = '"${TMPDIR:-/tmp}/release-222222222222"';
    const settled = `aws cloudformation describe-stacks --stack-name ${name}-${stage} --region ${region} --output json | jq -en 'input | .Stacks[0].StackStatus | IN("UPDATE_COMPLETE", "CREATE_COMPLETE")'`;
    const recorded = '{{blank:serverless-timestamp}}';
    const back = run(`rollback --timestamp ${recorded} ${place}`);
    expect(stepsOf(speech).map(({ id, run: command }) => [id, command])).toEqual([
      ['serverless-identity-user', identity],
      ['serverless-identity-stack', settled],
      ['serverless-record-live', list],
      ['serverless-record-check', `${newest} && test "$newest" = ${recorded}`],
      ['serverless-package', run(`package --package ${artifacts} ${place}`)],
      ['serverless-promote', run(`deploy --package ${artifacts} ${place}`)],
      ['serverless-abort', back],
      ['serverless-rollback', back],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      `${newest} && test -n "$newest" && test "$newest" != ${recorded}`,
      settled,
      settled,
      settled,
    ]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['serverless-timestamp', 'aws-account']);
    expect(speech.platform).toEqual({ id: 'serverless', trafficControl: 'none', granularityPercent: 100 });
  });

  it.each([
    [
      'by the script that stands before the deployment',
      { compile: 'nest build', 'deploy:prod': 'nest build && serverless deploy --stage prod', build: 'docs' },
      'yarn run compile',
    ],
    ['by the script of that name', { build: 'tsc' }, 'yarn run build'],
    ['by a command that is asked for', {}, '{{blank:serverless-build}}'],
  ])('builds handlers that are not in the repository %s', (_, scripts, run) => {
    const prepared = (handler: string): readonly string[] => {
      const { prepare } = speechFor(
        factsOf({
          'serverless.yml': `${service('shop')}functions:\n  - index: { handler: ${handler} }\n`,
          'src/main.ts': '',
          'package.json': JSON.stringify({ scripts }),
          'yarn.lock': '',
        }),
      );
      return prepare.kind === 'steps' ? prepare.steps.map((step) => step.run) : [];
    };
    expect(prepared('dist/main.handler')[0]).toBe(run);
    expect(prepared('src/main.handler')).toHaveLength(1);
  });

  it('asks for what builds the package that it only packs', () => {
    const text = `${service('shop')}package:\n  artifact: ./out/shop.zip\n`;
    const { prepare, blanks } = speechFor(factsOf({ 'serverless.yml': text }));
    expect(prepare.kind === 'steps' ? prepare.steps.map(({ id, run }) => [id, run])[0] : prepare).toEqual([
      'serverless-build',
      '{{blank:serverless-build}}',
    ]);
    expect(blanks.find(({ id }) => id === 'serverless-build')?.question).toBe(
      'Which command builds ./out/shop.zip (serverless.yml:4) of v1.5.0? Serverless packs whatever lies there.',
    );
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['the stage', { 'serverless.yml': service('shop') }, ['serverless-stage', 'serverless-timestamp', 'aws-account']],
    [
      'the stage, when the only one that lines name is no production',
      { 'serverless.yml': service('shop'), '.gitlab-ci.yml': 'a: { script: [sls deploy -s dev] }\n' },
      ['serverless-stage', 'serverless-timestamp', 'aws-account'],
    ],
    [
      'the region',
      { 'serverless.yml': service('shop', 'runtime: nodejs20.x'), 'up.sh': 'sls deploy -s prod\n' },
      ['aws-region', 'serverless-timestamp', 'aws-account'],
    ],
    [
      'the stack',
      {
        'serverless.ts': "const a = {\n  service: 'shop',\n  provider: { name: 'aws' },\n};\n",
        'up.sh': 'sls deploy -s prod -r eu-west-1\n',
      },
      ['serverless-stack', 'serverless-timestamp', 'aws-account'],
    ],
  ])('with a blank for %s', (_, texts, blanks) => {
    expect(speechFor(factsOf(texts)).blanks.map(({ id }) => id)).toEqual(blanks);
  });

  it('knows what runs by the packages that the template names, where functions are packages', () => {
    const functions = 'functions: { web: { handler: src/web.main } }\n';
    const speech = speechFor(
      factsOf({ 'serverless.yml': service('shop') + functions, 'up.sh': 'sls deploy -s prod\n' }),
    );
    const runs =
      'aws cloudformation get-template --stack-name shop-prod --region eu-west-1 --query TemplateBody --output json | grep --fixed-strings --quiet /{{blank:serverless-timestamp}}-';
    expect(speech.record[1]?.run).toBe(runs);
    expect(speech.codeRollback.kind === 'steps' && speech.codeRollback.validations[0]?.expr).toBe(runs);
  });

  it('says which parameters the command line alone gives', () => {
    const text = `${service('shop')}params:\n  default: { domain: shop.example }\n  prod: { size: 2 }\ncustom:\n  hook: \${param:hook-url, ''}\n  more: \${param:domain}\${param:size}\n`;
    const told = (file: string) => speechFor(factsOf({ 'serverless.yml': file })).caveats.join(' ');
    expect(told(text)).toContain('serverless.yml takes hook-url from the command line (`--param`)');
    expect(told(text.replace('hook-url', 'size'))).not.toContain('--param');
  });

  it('knows no commands off AWS', () => {
    const facts = factsOf({ 'serverless.yml': 'service: shop\nprovider: { name: azure }\n' });
    expect(() => speechFor(facts)).toThrow('Nothing speaks: detected-only');
  });
});
