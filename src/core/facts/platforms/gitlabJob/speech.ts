import { shellWord } from '../../../plan/blanks';
import { answersFrom } from '../answers';
import { atOnceSpeech, placeText, stepsFor } from '../atOnce';
import { strictJq, strictJqText } from '../kubernetes/voice';
import { choices } from '../namedIn';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import type { GitlabJob } from './describe';

const step = stepsFor('gitlab-job');

/**
 * A job of GitLab that waits for a person is started for the commit of the release; the job that deployed the recorded version is
 * run again to go back, which is what GitLab calls a rollback. Commands: https://docs.gitlab.com/cli/api/ (`--hostname`,
 * `--method`); what is asked for: https://docs.gitlab.com/api/jobs/ (`scope`, `play`, `retry`),
 * https://docs.gitlab.com/api/deployments/ (`environment`, `status`, `order_by`, `sort`; `deployable`, `sha`),
 * https://docs.gitlab.com/api/projects/; https://docs.gitlab.com/ci/environments/deployments/#retry-or-roll-back-a-deployment.
 *
 * @param job undefined while nobody has chosen among `candidates`.
 */
export function gitlabJobSpeech(
  job: GitlabJob | undefined,
  candidates: readonly string[],
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { newVersion, baselineVersion, facts } = request;
  const { head, base } = facts.release;
  const host = answers.word({
    id: 'gitlab-host',
    question: 'On which host of GitLab is the project, such as gitlab.com?',
    profileKey: 'gitlabHost',
  });
  const project = answers.word({
    id: 'gitlab-project',
    question: 'Which project of GitLab is it, as number (its settings show it)?',
    profileKey: 'gitlabProject',
  });
  const name = answers.word({
    id: 'gitlab-job-name',
    question: `Which job deploys production${choices(candidates)}?`,
    profileKey: 'job',
    found: job === undefined ? undefined : shellWord(job.name),
  });
  const environment = answers.word({
    id: 'gitlab-environment',
    question: 'Which environment of GitLab is production?',
    profileKey: 'environment',
    found: job?.environment,
  });
  const api = (path: string, method = ''): string => `glab api --hostname ${host}${method} projects/${project}${path}`;
  const given = (commit: string): string => `--arg name ${name} --arg commit ${commit}`;
  const newest = (none: string): string => `if length > 0 then max else error("${none}") end`;
  // A pipeline makes its deployments early: which ended last is asked for, and then the date is needed.
  const deployments = (count: number): string =>
    api(
      `/deployments'?environment='${environment}'&status=success&finished_after=2000-01-01T00:00:00Z&order_by=finished_at&sort=desc&per_page=${String(count)}'`,
    );
  const runs = (commit: string): string =>
    `${deployments(1)} | ${strictJq('.[0] | .deployable.name == $name and .sha == $commit', given(commit))}`;
  const waiting = `job="$(${api("/jobs'?scope[]=manual&per_page=100'")} | ${strictJqText(`[.[] | select(.name == $name and .commit.id == $commit) | .id] | ${newest('no such job waits: has the pipeline of the commit come that far?')}`, given(head.commit))})"`;
  const former = `job="$(${deployments(100)} | ${strictJqText(`[.[] | select(.deployable.name == $name and .sha == $commit) | .deployable.id] | ${newest('not among the last 100 deployments')}`, given(base.commit))})"`;
  const start = (how: string): string =>
    `${api(`/jobs/"$job"/${how}`, ' --method POST')} | ${strictJqText('.web_url')}`;
  const back = `${former} && ${start('retry')}`;
  const source = job === undefined ? {} : { source: { file: job.file, line: job.line } };
  const why =
    job === undefined
      ? 'Which job deploys is not decided, so nothing is known about dividing traffic.'
      : `The job ${job.name} (${placeText(job)}) deploys in one run: nothing tells that it can divide traffic.`;
  return atOnceSpeech({
    id: 'gitlab-job',
    targetName: job === undefined ? 'the job' : `job ${job.name}`,
    servesHttp: 'unknown',
    why,
    identity: [
      step(
        'identity-user',
        'Show who you are on GitLab',
        `glab api --hostname ${host} user | ${strictJqText('.username')}`,
        { expect: 'Your own name.' },
      ),
      step('identity-project', 'Show the project', `${api('')} | ${strictJqText('.path_with_namespace')}`, {
        expect: 'The project of this service.',
        ...source,
      }),
    ],
    record: [
      step(
        'record-live',
        `Show what was deployed to ${environment} last, and by which job`,
        `${deployments(1)} | ${strictJqText('.[0] | "\\(.sha) \\(.deployable.name) \\(.deployable.id)"')}`,
        {
          expect: `${base.commit}, of ${baselineVersion}, by ${name}. GitLab keeps it: nothing has to be written down.`,
        },
      ),
      step('record-check', 'Check that it is what every rollback here goes to', runs(base.commit), {
        expect: 'true. Another commit: plan again with that commit as base, since the rollback goes to it.',
      }),
      step('record-job', 'Check that its job is still there', `${former} && echo "$job"`, { expect: 'An id.' }),
    ],
    prepare: {
      kind: 'steps',
      steps: [
        step('waits', `Check that the job waits for ${newVersion}`, `${waiting} && echo "$job"`, {
          expect: 'An id: the pipeline of the commit has come as far as this job, which starts nothing by itself.',
          ...source,
        }),
      ],
      validations: [
        {
          id: 'gitlab-job-prepare-live',
          text: 'The recorded commit is still what was deployed last.',
          kind: 'command',
          expr: runs(base.commit),
        },
      ],
    },
    promote: [
      step('promote', `Start the job that deploys ${newVersion}`, `${waiting} && ${start('play')}`, {
        expect: 'The address of the job: watch it there to its end.',
        undo: back,
        ...source,
      }),
      step('promote-ended', 'Check that it has deployed', runs(head.commit), {
        expect: 'true. false: the job still runs, or it has failed.',
      }),
    ],
    verify: [
      {
        id: 'gitlab-job-verify-live',
        text: `${newVersion} is what was deployed last.`,
        kind: 'command',
        expr: runs(head.commit),
      },
    ],
    back: (id) => [
      step(id, `Run the job again that deployed ${baselineVersion}`, back, {
        expect: 'The address of the new job: watch it there to its end.',
        ...source,
      }),
      step(`${id}-ended`, 'Check that it has deployed', runs(base.commit), {
        expect: 'true. false: the job still runs, or it has failed.',
      }),
    ],
    backChecks: [
      {
        id: 'gitlab-job-rollback-live',
        text: `${baselineVersion} is what was deployed last.`,
        kind: 'command',
        expr: runs(base.commit),
      },
    ],
    configRollback: {
      kind: 'unavailable',
      reason: 'Nothing in the repository tells how configuration alone goes back: level 3 takes it back with the code.',
    },
    caveats: [
      ...(job?.takes === undefined
        ? []
        : [
            `The production host fetches the tip of ${job.takes.branch ?? 'its branch'} by itself (${placeText(job)}): a job deploys that, whatever its commit, so before the old job is run again the branch needs a commit with the files of ${baselineVersion}.`,
          ]),
      'The old job runs its script of then with the variables of now, and needs the artifacts of its pipeline: look whether they have expired.',
      'Where the project prevents outdated deployment jobs, going back needs "Allow job retries for rollback deployments" (on unless somebody switched it off).',
    ],
    blanks: answers.blanks(),
  });
}
