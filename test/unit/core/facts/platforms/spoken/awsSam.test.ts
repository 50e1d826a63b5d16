import { describe, expect, it } from 'vitest';
import { aRelease, factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const { base } = aRelease;
const template = (functions: Readonly<Record<string, string>>) =>
  `Transform: AWS::Serverless-2016-10-31\nResources:\n${Object.entries(functions)
    .map(([id, properties]) => `  ${id}:\n    Type: AWS::Serverless::Function\n    Properties: { ${properties} }\n`)
    .join('')}`;
const config = (environment: string, stack: string, region: string) =>
  `[${environment}.deploy.parameters]\nstack_name = "${stack}"\n${region === '' ? '' : `region = "${region}"\n`}`;

const identity = `aws sts get-caller-identity --output json | jq -enr --arg account {{blank:aws-account}} 'input | if .Account == $account then .Arn else error("this is account \\(.Account)") end'`;

describe('AWS SAM speaks', () => {
  it.each([
    ['Api', 'live', 'prod', 'shop-prod', 'eu-west-1'],
    ['Orders', 'current', 'default', 'orders', 'us-east-1'],
  ])('for the function %s with the alias %s', (id, alias, environment, stack, region) => {
    const speech = speechFor(
      factsOf({
        'template.yaml': template({ [id]: `AutoPublishAlias: ${alias}` }),
        'samconfig.toml': config(environment, stack, region),
      }),
    );
    const place = `--stack-name ${stack} --region ${region}`;
    const options = `--config-file samconfig.toml --config-env ${environment}`;
    const record = 'cc10x-2025-10-27-user-auth-recorded';
    const status = (states: string): string =>
      `aws cloudformation describe-stacks ${place} --output json | jq -en 'input | .Stacks[0].StackStatus | IN(${states})'`;
    const atRest = status('"UPDATE_COMPLETE", "CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"');
    const named = `function="$(aws cloudformation describe-stack-resource ${place} --logical-resource-id ${id} --query StackResourceDetail.PhysicalResourceId --output text)"`;
    const version = (name: string): string =>
      `version="$(aws lambda get-alias --function-name "$function" --name ${name} --region ${region} --query FunctionVersion --output text)"`;
    const back = `${named} && ${version(record)} && aws lambda update-alias --function-name "$function" --name ${alias} --function-version "$version" --routing-config AdditionalVersionWeights={} --region ${region} --query FunctionVersion --output text`;
    const build = `sam build --template-file template.yaml ${options} && sam deploy ${place} ${options}`;
    const lower = id.toLowerCase();
    expect(stepsOf(speech).map((each) => [each.id, each.run])).toEqual([
      ['aws-sam-identity-user', identity],
      ['aws-sam-identity-stack', atRest],
      [
        `aws-sam-record-${lower}`,
        `${named} && ${version(alias)} && aws lambda create-alias --function-name "$function" --name ${record} --function-version "$version" --region ${region} --query FunctionVersion --output text`,
      ],
      ['aws-sam-changeset', `${build} --no-execute-changeset --no-fail-on-empty-changeset`],
      ['aws-sam-promote', `${build} --no-confirm-changeset --no-fail-on-empty-changeset`],
      [`aws-sam-abort-${lower}`, back],
      [`aws-sam-rollback-${lower}`, back],
    ]);
    const state = `${named} && ${version(record)} && aws lambda get-alias --function-name "$function" --name ${alias} --region ${region} --output json | jq -en --arg version "$version"`;
    const alone = '(.RoutingConfig.AdditionalVersionWeights // {} | length) == 0';
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      status('"UPDATE_COMPLETE"'),
      `${state} 'input | .FunctionVersion != $version and ${alone}'`,
      atRest,
      `${state} 'input | .FunctionVersion == $version and ${alone}'`,
    ]);
    expect(speech.blanks.map(({ id: blank }) => blank)).toEqual(['aws-account']);
    expect(speech.platform).toEqual({ id: 'aws-sam', trafficControl: 'none', granularityPercent: 100 });
  });

  it('stops the traffic shift of CodeDeploy before anything else goes back', () => {
    const { trafficWhy, abort } = speechFor(
      factsOf({
        'template.yaml': template({
          Api: 'AutoPublishAlias: live, DeploymentPreference: { Type: Canary10Percent5Minutes }',
          Jobs: 'AutoPublishAlias: live, DeploymentPreference: { Enabled: false, Type: Canary10Percent5Minutes }',
          Mail: 'AutoPublishAlias: live, DeploymentPreference: { Type: AllAtOnce }',
        }),
        'samconfig.toml': config('prod', 'shop', 'eu-west-1'),
      }),
    );
    expect(trafficWhy).toBe(
      'CodeDeploy moves the traffic during the deployment, by Canary10Percent5Minutes (template.yaml:1), and goes on by itself: no stage can be held by hand. Watch it while the promotion runs, and abort in time.',
    );
    const physical = (id: string): string =>
      `"$(aws cloudformation describe-stack-resource --stack-name shop --region eu-west-1 --logical-resource-id ${id} --query StackResourceDetail.PhysicalResourceId --output text)"`;
    expect(abort[0]?.run).toBe(
      `application=${physical('ServerlessDeploymentApplication')} && group=${physical('ApiDeploymentGroup')} && for shift in $(aws deploy list-deployments --application-name "$application" --deployment-group-name "$group" --include-only-statuses Created Queued InProgress Ready --region eu-west-1 --query 'deployments[]' --output text); do aws deploy stop-deployment --deployment-id "$shift" --auto-rollback-enabled --region eu-west-1; done`,
    );
    expect(abort.map(({ id }) => id)).toEqual(['aws-sam-abort-stop-api', 'aws-sam-abort-live']);
  });

  it('says it once for all functions of one alias, and records the others where one was recorded before', () => {
    const speech = speechFor(
      factsOf({
        'template.yaml': template({
          Api: 'AutoPublishAlias: live',
          Jobs: 'AutoPublishAlias: live',
          Mail: 'AutoPublishAlias: current',
        }),
        'samconfig.toml': config('prod', 'shop', 'eu-west-1'),
      }),
    );
    expect(speech.record.map(({ id }) => id)).toEqual(['aws-sam-record-live', 'aws-sam-record-mail']);
    const [live, mail] = speech.record.map(({ run }) => run);
    expect(live).toMatch(
      /^\( for name in Api Jobs; do function="\$\(aws .* --logical-resource-id "\$name" .*\)" && if aws lambda get-alias .*; then echo "recorded before: kept"; else .* create-alias .*; fi \|\| exit 1; done \)$/u,
    );
    expect(mail).toContain('--logical-resource-id Mail ');
    expect(speech.abort.map(({ title }) => title)).toEqual([
      'Point live of every one of 2 functions at its recorded version',
      'Point current of Mail at the recorded version',
    ]);
  });

  it('deploys the recorded commit again where a function has no alias', () => {
    const { codeRollback } = speechFor(
      factsOf({
        'api/template.yaml': template({ Api: 'Handler: x' }),
        'api/samconfig.toml': config('prod', 'shop', 'eu-west-1'),
      }),
    );
    const options = '--config-file samconfig.toml --config-env prod';
    expect(codeRollback.kind === 'steps' && codeRollback.steps.map(({ run }) => run)).toEqual([
      `checkout="$(mktemp -d)" && git -c core.hooksPath=/dev/null worktree add --detach "$checkout" ${base.commit} && prefix="$(git rev-parse --show-prefix)" && (cd "$checkout/$prefix" && (cd api && sam build --template-file template.yaml ${options} && sam deploy --stack-name shop --region eu-west-1 ${options} --no-confirm-changeset --no-fail-on-empty-changeset)) && git worktree remove --force "$checkout"`,
    ]);
  });

  it.each<[string, string | undefined, readonly string[]]>([
    ['the region', config('prod', 'shop', ''), ['aws-region', 'aws-account']],
    [
      'the environment',
      config('eu', 'shop-eu', 'eu-west-1') + config('us', 'shop-us', 'us-east-1'),
      ['sam-stack', 'aws-region', 'sam-environment', 'aws-account'],
    ],
    [
      'everything that samconfig tells',
      undefined,
      ['sam-stack', 'aws-region', 'sam-deploy', 'sam-rollback', 'aws-account'],
    ],
  ])('with a blank for %s', (_, text, blanks) => {
    const facts = factsOf({
      'template.yaml': template({ Api: 'Handler: x' }),
      ...(text === undefined ? {} : { 'samconfig.toml': text }),
    });
    expect(speechFor(facts).blanks.map(({ id }) => id)).toEqual(blanks);
  });

  it.each<[string, readonly (readonly [string, string, string])[], string]>([
    [
      'that of production among several',
      [
        ['deploy-production.yml', 'orders-live', 'us-east-1'],
        ['experiment.yml', 'orders-try', 'eu-west-1'],
      ],
      '--stack-name orders-live --region us-east-1 ',
    ],
    ['the only one', [['deploy.yml', 'orders', 'us-east-1']], '--stack-name orders --region us-east-1 '],
    [
      'none where they differ',
      [
        ['deploy.yml', 'orders', 'us-east-1'],
        ['other.yml', 'orders-2', 'us-east-1'],
      ],
      '--stack-name {{blank:sam-stack}} --region {{blank:aws-region}} ',
    ],
  ])('with the stack that pipelines name: %s', (_, workflows, place) => {
    const facts = factsOf({
      'infra/lambda.yaml': template({ Api: 'Handler: x' }),
      ...Object.fromEntries(
        workflows.map(([name, stack, region]) => [
          `.github/workflows/${name}`,
          `env: { AWS_REGION: ${region}, STACK: ${stack} }\njobs:\n  deploy:\n    steps:\n      - run: |\n          cd infra && sam deploy \\\n            --stack-name "\${{ env.STACK }}" \\\n            --region "\${{ env.AWS_REGION }}" --resolve-s3\n`,
        ]),
      ),
    });
    expect(
      speechFor({ ...facts, platforms: facts.platforms.filter(({ id }) => id === 'aws-sam') }).record[0]?.run,
    ).toContain(`describe-stacks ${place}`);
  });
});
