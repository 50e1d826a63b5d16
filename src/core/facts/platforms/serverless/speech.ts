import { shellWord } from '../../../plan/blanks';
import { baseName, folderOf, saysProduction } from '../../paths';
import type { PlatformFinding } from '../../schema';
import { answersFrom } from '../answers';
import { awsIdentity, awsRegion, stackIs } from '../aws';
import { atOnceSpeech, pipelineCaveats, stepsFor } from '../atOnce';
import { choices } from '../namedIn';
import { within } from '../places';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import type { ServerlessService } from './describe';

const step = stepsFor('serverless');

/**
 * The Serverless Framework deploys a CloudFormation stack. Each deployment stays in the bucket of the service and is named by its
 * timestamp. Commands: https://www.serverless.com/framework/docs/providers/aws/cli-reference/package (`--package`, `--stage`,
 * `--region`), https://www.serverless.com/framework/docs/providers/aws/cli-reference/deploy (`--package`),
 * https://www.serverless.com/framework/docs/providers/aws/cli-reference/deploy-list,
 * https://www.serverless.com/framework/docs/providers/aws/cli-reference/rollback (`--timestamp`),
 * https://www.serverless.com/framework/docs/guides/parameters (`--config` among the options of all commands),
 * https://docs.aws.amazon.com/cli/latest/reference/cloudformation/ (describe-stacks, get-template).
 */
export function serverlessSpeech(
  target: ServerlessService,
  candidates: readonly string[],
  finding: PlatformFinding,
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { newVersion, baselineVersion, facts } = request;
  const { head, base } = facts.release;
  const file = answers.word({
    id: 'serverless-config',
    question: `Which file describes the service that carries the release${choices(candidates)}?`,
    profileKey: 'config',
    found: target.file,
  });
  const production = target.stages.filter((each) => saysProduction(each));
  const stage = answers.word({
    id: 'serverless-stage',
    question: `Which stage is production${choices(target.stages)}?`,
    profileKey: 'stage',
    found: production.length === 1 ? production[0] : undefined,
  });
  const region = awsRegion(answers, 'the service', target.region);
  const named =
    target.stack ?? (target.service === undefined || target.stackComputed ? undefined : `${target.service}-${stage}`);
  const stack = answers.word({
    id: 'serverless-stack',
    question: 'What is the CloudFormation stack of production called?',
    profileKey: 'stack',
    found: named,
  });
  const recorded = answers.word({
    id: 'serverless-timestamp',
    question:
      'Which deployment is current before this rollout, as timestamp of 13 digits (the first step of "Record" prints them; the last one is current, unless somebody has rolled back since)?',
  });
  const folder = target.file === undefined ? '.' : folderOf(target.file);
  const isUsual =
    target.file !== undefined && /^serverless\.(?:ya?ml|json|ts|js|cjs|mjs)$/u.test(baseName(target.file));
  const config =
    target.file === undefined ? ` --config ${file}` : isUsual ? '' : ` --config ${shellWord(baseName(target.file))}`;
  const serverless = (command: string): string =>
    within(folder, `${target.program} ${command} --stage ${stage} --region ${region}${config}`);
  const list = serverless('deploy list');
  // A subshell right behind `$(` would begin an arithmetic expression.
  // Version 4 lists on standard error, version 3 on standard output.
  const newest = `newest="$(${list.startsWith('(') ? ' ' : ''}${list} 2>&1 | grep --only-matching --extended-regexp '[0-9]{13}' | tail -n 1)"`;
  const artifacts = `"\${TMPDIR:-/tmp}/release-${head.commit.slice(0, 12)}"`;
  const settled = stackIs(`--stack-name ${stack} --region ${region}`, 'UPDATE_COMPLETE', 'CREATE_COMPLETE');
  // The address of each package in the template begins with the timestamp of its deployment.
  const runs = `aws cloudformation get-template --stack-name ${stack} --region ${region} --query TemplateBody --output json | grep --fixed-strings --quiet /${recorded}-`;
  const back = serverless(`rollback --timestamp ${recorded}`);
  const source = target.file === undefined ? {} : { source: { file: target.file, line: target.line } };
  const { artifact } = target;
  const build =
    artifact === undefined
      ? []
      : [
          step(
            'build',
            `Build what is packed: ${artifact.path}`,
            answers.word({
              id: 'serverless-build',
              question: `Which command builds ${artifact.path} (${file}:${String(artifact.line)}) of ${newVersion}? Serverless packs whatever lies there.`,
              profileKey: 'build',
              found: artifact.build,
            }),
            { expect: `${artifact.path} is newer than the checkout.`, ...source },
          ),
        ];
  const why = target.canary
    ? 'The plugin serverless-plugin-canary-deployments lets CodeDeploy move the traffic by itself during the deployment: no stage can be held by hand.'
    : 'CloudFormation gives every function its new code at once: no share of the traffic can be held.';
  return atOnceSpeech({
    id: 'serverless',
    targetName: `stack ${stack}`,
    servesHttp: 'unknown',
    why,
    identity: [
      awsIdentity(step, answers),
      step('identity-stack', 'Check that the stack is there and at rest', settled, {
        expect: 'true.',
        ...source,
      }),
    ],
    record: [
      step('record-live', 'Show the deployments that are kept', list, {
        expect: `Timestamps; the current one is ${recorded}, of ${baselineVersion} (${base.commit.slice(0, 12)}). By default the newest 5 are kept.`,
        ...source,
      }),
      step(
        'record-check',
        target.zipped
          ? 'Check that the stack runs the one that every rollback here goes to'
          : 'Check that the newest one is the one that every rollback here goes to',
        target.zipped ? runs : `${newest} && test "$newest" = ${recorded}`,
        { expect: 'No output, exit code 0. Otherwise answer the question about the current deployment anew.' },
      ),
    ],
    prepare: {
      kind: 'steps',
      steps: [
        ...build,
        step('package', `Build ${newVersion} without deploying it`, serverless(`package --package ${artifacts}`), {
          expect: `The packages and the CloudFormation template. Run it in a clean checkout of ${head.commit.slice(0, 12)}, with the dependencies installed.`,
          ...source,
        }),
      ],
      validations: [{ id: 'serverless-package-stack', text: 'The stack is at rest.', kind: 'command', expr: settled }],
    },
    promote: [
      step('promote', `Deploy ${newVersion}`, serverless(`deploy --package ${artifacts}`), {
        expect: 'Service deployed to stack …',
        undo: back,
        ...source,
      }),
    ],
    verify: [
      {
        id: 'serverless-verify-newest',
        text: 'A newer deployment than the recorded one is there.',
        kind: 'command',
        expr: `${newest} && test -n "$newest" && test "$newest" != ${recorded}`,
      },
      { id: 'serverless-verify-stack', text: 'The stack is up to date and at rest.', kind: 'command', expr: settled },
    ],
    back: (id) => [
      step(id, 'Roll back to the recorded deployment', back, {
        expect:
          'Service rolled back to timestamp …. "Couldn\'t find a deployment": it was pruned; then deploy the recorded commit.',
        ...source,
      }),
    ],
    backChecks: [
      ...(target.zipped
        ? [
            {
              id: 'serverless-rollback-runs',
              text: 'The stack runs the packages of the recorded deployment.',
              kind: 'command',
              expr: runs,
            } as const,
          ]
        : []),
      {
        id: 'serverless-rollback-stack',
        text: 'The stack is at rest after the rollback.',
        kind: 'command',
        expr: settled,
      },
    ],
    configRollback: {
      kind: 'unavailable',
      reason:
        'Environment variables of functions stand in the template of the deployment: level 3 brings them back with the code.',
    },
    caveats: [
      'A rollback puts the former template back: resources that the release adds are removed, with their data unless DeletionPolicy keeps them; what it removed comes back empty.',
      'Values of SSM parameters and secrets were read when the deployment was packaged: they go back to what they were then.',
      ...(target.params.length === 0
        ? []
        : [
            `${file} takes ${target.params.join(', ')} from the command line (\`--param\`) and defines no value: what the last deployment was given has to be given to \`package\` again, else it is missing or goes back to its default.`,
          ]),
      'The artifacts stand on the machine that built them: package and promote run on the same one.',
    ],
    caveatsByHand: pipelineCaveats(finding, request),
    blanks: answers.blanks(),
  });
}
