import { shellWord } from '../../../plan/blanks';
import type { Step, Validation } from '../../../plan/schema';
import { folderOf, baseName } from '../../paths';
import type { PlatformFinding } from '../../schema';
import { answersFrom } from '../answers';
import { awsIdentity, awsRegion, stackIs } from '../aws';
import { atOnceSpeech, pipelineCaveats, placeText, stepsFor } from '../atOnce';
import { recordName, strictJq } from '../kubernetes/voice';
import { choices } from '../namedIn';
import { inCheckout, within } from '../places';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import type { SamApplication } from './describe';

const step = stepsFor('aws-sam');

/**
 * SAM deploys a CloudFormation stack. A version of a Lambda function never changes, so an alias of its own keeps the recorded one.
 * Commands: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-build.html,
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-deploy.html
 * (`--stack-name`, `--region`, `--config-file`, `--config-env`, `--no-execute-changeset`, `--no-confirm-changeset`,
 * `--no-fail-on-empty-changeset`), https://docs.aws.amazon.com/cli/latest/reference/lambda/ (get-alias, create-alias, update-alias),
 * https://docs.aws.amazon.com/cli/latest/reference/cloudformation/ (describe-stacks, describe-stack-resource),
 * https://docs.aws.amazon.com/cli/latest/reference/deploy/ (list-deployments, stop-deployment). CodeDeploy:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html; the
 * names of its application and groups:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html.
 */
export function samSpeech(
  target: SamApplication,
  candidates: readonly string[],
  finding: PlatformFinding,
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { newVersion, baselineVersion, deployment, facts } = request;
  const { head, base } = facts.release;
  const told = request.profile.platform?.['configEnv'];
  const [only, ...more] = target.environments;
  const environment = target.environments.find(({ name }) => name === told) ?? (more.length === 0 ? only : undefined);
  const names = target.environments.map(({ name }) => name);
  const stack = answers.word({
    id: 'sam-stack',
    question: `What is the CloudFormation stack of production called${choices(target.environments.map((each) => each.stack))}?`,
    profileKey: 'stack',
    found: environment?.stack,
  });
  const region = awsRegion(answers, 'the stack', environment?.region);
  const template = answers.word({
    id: 'sam-template',
    question: `Which template describes the stack${choices(candidates)}?`,
    profileKey: 'template',
    found: target.template === undefined ? undefined : shellWord(baseName(target.template)),
  });
  const folder = target.template === undefined ? '.' : folderOf(target.template);
  const here = (command: string): string => within(folder, command);
  const { config } = target;
  const place = `--stack-name ${stack} --region ${region}`;
  const options =
    config === undefined
      ? undefined
      : ` --config-file ${shellWord(baseName(config))} --config-env ${answers.word({
          id: 'sam-environment',
          question: `Which environment of ${config} is production${choices(names)}?`,
          profileKey: 'configEnv',
          found: environment?.name,
        })}`;
  const wholeDeploy = (id: string, which: string): string =>
    answers.word({
      id,
      question: `Which complete command builds and deploys ${which} to production (no samconfig tells capabilities, parameters and bucket${
        target.deploys === undefined ? '' : `; ${placeText(target.deploys)} says \`${target.deploys.text}\``
      })?`,
    });
  const build = `sam build --template-file ${template}`;
  const deploy = `${build}${options ?? ''} && sam deploy ${place}${options ?? ''} --no-confirm-changeset --no-fail-on-empty-changeset`;
  const run = options === undefined ? wholeDeploy('sam-deploy', newVersion) : here(deploy);
  const redeploy =
    options === undefined
      ? wholeDeploy('sam-rollback', `${baselineVersion} (${base.commit.slice(0, 12)})`)
      : inCheckout(base.commit, here(deploy));
  const alone = '(.RoutingConfig.AdditionalVersionWeights // {} | length) == 0';
  const aliased = target.functions.filter(({ alias }) => alias !== undefined);
  const byAlias = aliased.length > 0 && aliased.length === target.functions.length;
  const record = recordName(deployment, 'recorded').slice(0, 100);
  const settled = stackIs(place, 'UPDATE_COMPLETE', 'CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE');
  const physical = (id: string): string =>
    `aws cloudformation describe-stack-resource ${place} --logical-resource-id ${id} --query StackResourceDetail.PhysicalResourceId --output text`;
  const versionOf = (alias: string): string =>
    `aws lambda get-alias --function-name "$function" --name ${alias} --region ${region} --query FunctionVersion --output text`;
  const source = target.template === undefined ? {} : { source: { file: target.template, line: target.line } };
  const text = target.template === undefined ? 'the template' : placeText({ file: target.template, line: target.line });
  const why =
    target.preference === undefined
      ? 'CloudFormation gives every function its new code at once: no share of the traffic can be held.'
      : `CodeDeploy moves the traffic during the deployment, by ${target.preference} (${text}), and goes on by itself: no stage can be held by hand. Watch it while the promotion runs, and abort in time.`;
  // SAM names them so, and CodeDeploy lists the deployments of a group only.
  const stop = (id: string): string =>
    `application="$(${physical('ServerlessDeploymentApplication')})" && group="$(${physical(`${id}DeploymentGroup`)})" && for id in $(aws deploy list-deployments --application-name "$application" --deployment-group-name "$group" --include-only-statuses Created Queued InProgress Ready --region ${region} --query 'deployments[]' --output text); do aws deploy stop-deployment --deployment-id "$id" --auto-rollback-enabled --region ${region}; done`;
  const moved = (id: string, alias: string): string =>
    `function="$(${physical(id)})" && version="$(${versionOf(record)})" && aws lambda update-alias --function-name "$function" --name ${alias} --function-version "$version" --routing-config AdditionalVersionWeights={} --region ${region} --query FunctionVersion --output text`;
  const back = (id: string): readonly Step[] => [
    ...target.functions
      .filter(({ shifted }) => shifted)
      .map((each) =>
        step(
          `${id}-stop-${each.id.toLowerCase()}`,
          `Stop the traffic shift of ${each.id}, if one runs`,
          stop(each.id),
          {
            expect:
              'Succeeded: traffic goes back to the former version, and the stack rolls back. No output when none runs.',
            ...source,
          },
        ),
      ),
    ...(byAlias
      ? aliased.map((each) =>
          step(
            `${id}-${each.id.toLowerCase()}`,
            `Point ${each.alias ?? ''} of ${each.id} at the recorded version`,
            moved(each.id, each.alias ?? ''),
            { expect: 'The recorded version.', ...source },
          ),
        )
      : [
          step(id, `Deploy ${baselineVersion} again`, redeploy, {
            expect: 'Successfully created/updated stack',
            ...source,
          }),
        ]),
  ];
  const backChecks: readonly Validation[] = byAlias
    ? aliased.map((each) => ({
        id: `aws-sam-rollback-is-${each.id.toLowerCase()}`,
        text: `${each.alias ?? ''} of ${each.id} means the recorded version alone.`,
        kind: 'command',
        expr: `function="$(${physical(each.id)})" && version="$(${versionOf(record)})" && aws lambda get-alias --function-name "$function" --name ${each.alias ?? ''} --region ${region} --output json | ${strictJq(`.FunctionVersion == $version and ${alone}`, '--arg version "$version"')}`,
      }))
    : [
        {
          id: 'aws-sam-rollback-stack',
          text: 'The stack is at rest after the rollback.',
          kind: 'command',
          expr: settled,
        },
      ];
  return atOnceSpeech({
    id: 'aws-sam',
    targetName: `stack ${stack}`,
    servesHttp: 'unknown',
    why,
    identity: [
      awsIdentity(step, answers),
      step('identity-stack', 'Check that the stack is there and at rest', settled, { expect: 'true.', ...source }),
    ],
    record: byAlias
      ? aliased.map((each) =>
          step(
            `record-${each.id.toLowerCase()}`,
            `Record the version of ${each.id} that ${each.alias ?? ''} means, by an alias of its own`,
            `function="$(${physical(each.id)})" && version="$(${versionOf(each.alias ?? '')})" && aws lambda create-alias --function-name "$function" --name ${record} --function-version "$version" --region ${region} --query FunctionVersion --output text`,
            {
              expect: `A number. "Alias already exists" means that it was recorded before: keep that. It is ${baselineVersion}.`,
              ...source,
            },
          ),
        )
      : [
          step(
            'record-live',
            'Show when the stack was last updated, and how',
            `aws cloudformation describe-stacks ${place} --query 'Stacks[0].[StackStatus,LastUpdatedTime]' --output text`,
            {
              expect: `The deployment of ${baselineVersion} (${base.commit.slice(0, 12)}). Anything newer: plan again with that commit as base, since the rollback deploys it again.`,
              ...source,
            },
          ),
        ],
    prepare:
      options === undefined
        ? {
            kind: 'unavailable',
            reason: 'No samconfig tells how the stack is deployed, so no change set can be made from here.',
          }
        : {
            kind: 'steps',
            steps: [
              step(
                'changeset',
                `Build ${newVersion} and make a change set without executing it`,
                here(
                  `${build}${options} && sam deploy ${place}${options} --no-execute-changeset --no-fail-on-empty-changeset`,
                ),
                {
                  expect: `Changeset created; read what it replaces and deletes. Run it in a clean checkout of ${head.commit.slice(0, 12)}.`,
                  ...source,
                },
              ),
            ],
            validations: [
              { id: 'aws-sam-prepare-stack', text: 'The stack is at rest.', kind: 'command', expr: settled },
            ],
          },
    promote: [
      step('promote', `Deploy ${newVersion}`, run, { expect: 'Successfully created/updated stack', ...source }),
    ],
    verify: [
      {
        id: 'aws-sam-verify-stack',
        text: 'The update of the stack is complete, and was not rolled back.',
        kind: 'command',
        expr: stackIs(place, 'UPDATE_COMPLETE'),
      },
      ...(byAlias
        ? aliased.map((each): Validation => ({
            id: `aws-sam-verify-${each.id.toLowerCase()}`,
            text: `${each.alias ?? ''} of ${each.id} means one version${aliased.length === 1 ? ', and no longer the recorded one' : ''}.`,
            kind: 'command',
            expr: `function="$(${physical(each.id)})" && version="$(${versionOf(record)})" && aws lambda get-alias --function-name "$function" --name ${each.alias ?? ''} --region ${region} --output json | ${strictJq(aliased.length === 1 ? `.FunctionVersion != $version and ${alone}` : alone, '--arg version "$version"')}`,
          }))
        : []),
    ],
    back,
    backChecks,
    configRollback: {
      kind: 'unavailable',
      reason:
        'Environment variables belong to a version of a function: level 3 brings the recorded ones back with the code.',
    },
    caveats: [
      ...(byAlias
        ? [
            `An alias takes back code and environment of a function, within seconds: not what else the template changes. The stack then differs from its template until the recorded commit is deployed again. A function whose code did not change keeps its version. Remove the aliases ${record} after the watch.`,
          ]
        : [
            'Without AutoPublishAlias there is no version to go back to: a rollback builds and deploys the recorded commit, which takes as long as a deployment.',
          ]),
      'Resources that the release removes from the template are deleted with their data, unless DeletionPolicy keeps them; no rollback brings the data back.',
      ...pipelineCaveats(finding),
    ],
    blanks: answers.blanks(),
  });
}
