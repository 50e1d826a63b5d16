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
    found: environment?.stack ?? target.piped?.stack,
  });
  const region = awsRegion(answers, 'the stack', environment?.region ?? target.piped?.region);
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
  const aliases = [...new Set(aliased.flatMap(({ alias }) => alias ?? []))];
  const groups = aliases.map((alias) =>
    functionsOf(
      aliased.filter((each) => each.alias === alias),
      alias,
    ),
  );
  const shifted = target.functions.filter((each) => each.shifted);
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
    `application="$(${physical('ServerlessDeploymentApplication')})" && group="$(${physical(`${id}DeploymentGroup`)})" && for shift in $(aws deploy list-deployments --application-name "$application" --deployment-group-name "$group" --include-only-statuses Created Queued InProgress Ready --region ${region} --query 'deployments[]' --output text); do aws deploy stop-deployment --deployment-id "$shift" --auto-rollback-enabled --region ${region}; done`;
  const moved = (id: string, alias: string): string =>
    `function="$(${physical(id)})" && version="$(${versionOf(record)})" && aws lambda update-alias --function-name "$function" --name ${alias} --function-version "$version" --routing-config AdditionalVersionWeights={} --region ${region} --query FunctionVersion --output text`;
  const back = (id: string): readonly Step[] => [
    ...(shifted.length === 0
      ? []
      : [functionsOf(shifted, 'all')].map(({ key, what, each }) =>
          step(`${id}-stop-${key}`, `Stop the traffic shift of ${what}, if one runs`, each(stop), {
            expect:
              'Succeeded: traffic goes back to the former version, and the stack rolls back. No output when none runs.',
            ...source,
          }),
        )),
    ...(byAlias
      ? groups.map(({ key, what, alias, recorded, each }) =>
          step(
            `${id}-${key}`,
            `Point ${alias} of ${what} at ${recorded}`,
            each((name) => moved(name, alias)),
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
  const aliasIs = (id: string, alias: string, query: string): string =>
    `function="$(${physical(id)})" && version="$(${versionOf(record)})" && aws lambda get-alias --function-name "$function" --name ${alias} --region ${region} --output json | ${strictJq(query, '--arg version "$version"')}`;
  const backChecks: readonly Validation[] = byAlias
    ? groups.map(({ key, what, alias, recorded, each }) => ({
        id: `aws-sam-rollback-is-${key}`,
        text: `${alias} of ${what} means ${recorded} alone.`,
        kind: 'command',
        expr: each((name) => aliasIs(name, alias, `.FunctionVersion == $version and ${alone}`)),
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
      ? groups.map(({ key, what, alias, isOne, each }) => {
          const create = `version="$(${versionOf(alias)})" && aws lambda create-alias --function-name "$function" --name ${record} --function-version "$version" --region ${region} --query FunctionVersion --output text`;
          // One that was recorded before must not keep the others from it.
          const createOnce = `if aws lambda get-alias --function-name "$function" --name ${record} --region ${region} > /dev/null; then echo "recorded before: kept"; else ${create}; fi`;
          return step(
            `record-${key}`,
            `Record the version of ${what} that ${alias} means, by an alias of its own`,
            each((name) => `function="$(${physical(name)})" && ${isOne ? create : createOnce}`),
            {
              expect: isOne
                ? `A number. "Alias already exists" means that it was recorded before: keep that. It is ${baselineVersion}.`
                : `A number for each, after a line that the alias is not there yet, or "recorded before: kept". It is ${baselineVersion}.`,
              ...source,
            },
          );
        })
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
        ? groups.map(({ key, what, alias, each }): Validation => ({
            id: `aws-sam-verify-${key}`,
            text: `${alias} of ${what} means one version${aliased.length === 1 ? ', and no longer the recorded one' : ''}.`,
            kind: 'command',
            expr: each((name) =>
              aliasIs(name, alias, aliased.length === 1 ? `.FunctionVersion != $version and ${alone}` : alone),
            ),
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
    ],
    caveatsByHand: pipelineCaveats(finding, request),
    blanks: answers.blanks(),
  });
}

/** Functions that one command is for. */
interface Functions {
  readonly alias: string;
  /** Part of the ids of steps. */
  readonly key: string;
  readonly what: string;
  readonly isOne: boolean;
  /** What they go back to. */
  readonly recorded: string;
  /** The command for one, by its name in the template, run for each of them: nobody reads it twenty times. */
  readonly each: (command: (id: string) => string) => string;
}

/** @param alias which all of them bear. */
function functionsOf(functions: SamApplication['functions'], alias: string): Functions {
  const ids = functions.map(({ id }) => id);
  const [only = '', ...more] = ids;
  if (more.length === 0) {
    return {
      alias,
      key: only.toLowerCase(),
      what: only,
      isOne: true,
      recorded: 'the recorded version',
      each: (command) => command(only),
    };
  }
  return {
    alias,
    key: alias.toLowerCase(),
    isOne: false,
    what: `every one of ${String(ids.length)} functions`,
    recorded: 'its recorded version',
    each: (command) => `( for name in ${ids.join(' ')}; do ${command('"$name"')} || exit 1; done )`,
  };
}
