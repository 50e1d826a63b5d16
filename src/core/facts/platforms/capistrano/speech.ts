import type { PlatformFinding } from '../../schema';
import { answersFrom } from '../answers';
import { atOnceSpeech, pipelineCaveats, stepsFor } from '../atOnce';
import { choices } from '../namedIn';
import { within } from '../places';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import { productionStage, type CapistranoApplication } from './describe';

const step = stepsFor('capistrano');

/**
 * Capistrano puts each release into a folder of its own and moves the link `current` on every server. Commands:
 * https://capistranorb.com/documentation/getting-started/flow/ (`deploy`, `deploy:check`),
 * https://capistranorb.com/documentation/getting-started/rollbacks/ (`deploy:rollback`, `ROLLBACK_RELEASE`),
 * https://capistranorb.com/documentation/getting-started/structure/ (`current`; the file `REVISION` of a release).
 *
 * @param target undefined while nobody has chosen among `candidates`.
 */
export function capistranoSpeech(
  target: CapistranoApplication | undefined,
  candidates: readonly string[],
  finding: PlatformFinding,
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { newVersion, baselineVersion, facts } = request;
  const { head, base } = facts.release;
  const stages = target?.stages ?? [];
  const stage = answers.word({
    id: 'capistrano-stage',
    question: `Which stage of Capistrano is production${choices(stages.length > 0 ? stages : candidates)}?`,
    profileKey: 'stage',
    found: productionStage(stages),
  });
  const host = answers.word({
    id: 'capistrano-host',
    question: 'Which server of production is asked what runs, as user@host for ssh?',
    profileKey: 'host',
    found: target?.host,
  });
  const deployTo = answers.word({
    id: 'capistrano-deploy-to',
    question: 'In which folder of the servers does Capistrano keep the releases (deploy_to)?',
    profileKey: 'deployTo',
    found: target?.deployTo,
  });
  const recorded = answers.word({
    id: 'capistrano-release',
    question:
      'Which release is current before this rollout, as timestamp of 14 digits (the first step of "Record" prints it)?',
  });
  const folder = target?.folder ?? '.';
  const program = target?.bundled === false ? 'cap' : 'bundle exec cap';
  const cap = (task: string, variables = ''): string => within(folder, `${variables}${program} ${stage} ${task}`);
  // The port is that of the server that the stage names, and of no other that a person answers.
  const ssh = target?.port === undefined || host !== target.host ? 'ssh' : `ssh -p ${String(target.port)}`;
  const remote = (command: string): string => `${ssh} ${host} ${command}`;
  const current = `release="$(${remote(`readlink ${deployTo}/current`)})" && test "\${release##*/}" = ${recorded}`;
  const revision = (commit: string): string =>
    `revision="$(${remote(`cat ${deployTo}/current/REVISION`)})" && test "$revision" = ${commit}`;
  const variable = target?.branchVariable;
  const branch = answers.word({
    id: 'capistrano-branch',
    question: 'Which branch does Capistrano deploy?',
    profileKey: 'branch',
    found: variable === undefined ? target?.branch : 'unused',
  });
  const repository = answers.word({
    id: 'capistrano-repository',
    question: 'Which Git address does Capistrano deploy from (repo_url)?',
    profileKey: 'repository',
    found: variable === undefined ? target?.repository : 'unused',
  });
  const back = cap('deploy:rollback', `ROLLBACK_RELEASE=${recorded} `);
  const source = target === undefined ? {} : { source: { file: target.file, line: target.line } };
  const why = 'Capistrano moves the link `current` on every server in one go: no share of the traffic can be held.';
  return atOnceSpeech({
    id: 'capistrano',
    targetName: `application ${target?.application ?? ''}`.trim(),
    servesHttp: 'unknown',
    why,
    identity: [
      step(
        'identity-host',
        'Show which server that is, and who you are there',
        remote("'hostname && id --user --name'"),
        {
          expect: 'A server of production, and the user that deploys.',
          ...source,
        },
      ),
      ...(variable === undefined
        ? [
            step(
              'identity-branch',
              `Check that ${branch} is the commit of this release, since Capistrano deploys whatever it points to`,
              `tip="$(git ls-remote ${repository} refs/heads/${branch})" && test "\${tip%%[[:space:]]*}" = ${head.commit}`,
              { expect: 'No output, exit code 0.', ...source },
            ),
          ]
        : []),
    ],
    record: [
      step('record-live', 'Show which release is current', remote(`readlink ${deployTo}/current`), {
        expect: `…/releases/${recorded}. By default the newest 5 releases are kept.`,
      }),
      step('record-check', 'Check that it is the release that every rollback here goes to', current, {
        expect: 'No output, exit code 0. Otherwise answer the question about the current release anew.',
      }),
      step('record-revision', `Check that it is ${baselineVersion}`, revision(base.commit), {
        expect: `No output, exit code 0. Otherwise ${base.commit.slice(0, 12)} is not what runs: plan again with the real base.`,
      }),
    ],
    prepare: {
      kind: 'steps',
      steps: [
        step('check', 'Check folders, linked files and access on every server', cap('deploy:check'), {
          expect: 'No error. Nothing that runs is touched.',
          ...source,
        }),
      ],
      validations: [
        {
          id: 'capistrano-prepare-live',
          text: 'The recorded release is still current.',
          kind: 'command',
          expr: current,
        },
      ],
    },
    promote: [
      step(
        'promote',
        `Deploy ${newVersion}`,
        variable === undefined ? cap('deploy') : cap('deploy', `${variable}=${head.commit} `),
        { expect: 'deploy:log_revision, without an error.', undo: back, ...source },
      ),
    ],
    verify: [
      {
        id: 'capistrano-verify-revision',
        text: `The server that is asked runs ${newVersion}.`,
        kind: 'command',
        expr: revision(head.commit),
      },
    ],
    back: (id) => [
      step(id, 'Move the link back to the recorded release', back, {
        expect: `The link points to ${recorded} on every server.`,
        ...source,
      }),
    ],
    backChecks: [
      { id: 'capistrano-rollback-live', text: 'The recorded release is current.', kind: 'command', expr: current },
    ],
    configRollback: {
      kind: 'unavailable',
      reason: 'Linked files such as .env are shared by all releases on the servers, and not in the repository.',
    },
    caveats: [
      'Whether the processes start again after the link has moved is up to the tasks of the project: see what `deploy:publishing` and `deploy:reverted` are followed by.',
      'Checks ask one server; Capistrano moves all of them.',
      'A rollback packs the newest release into rolled-back-release-….tar.gz and removes its folder: look there for what failed.',
    ],
    caveatsByHand: pipelineCaveats(finding, request),
    blanks: answers.blanks(),
  });
}
