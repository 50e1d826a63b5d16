import type { PlatformFinding } from '../../schema';
import { answersFrom } from '../answers';
import { atOnceSpeech, pipelineCaveats, stepsFor } from '../atOnce';
import { onlyOne } from '../namedIn';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import type { VercelProject } from './describe';

const step = stepsFor('vercel');

/**
 * A deployment of Vercel never changes; a domain of production is moved from one to the other. `--skip-domain` makes one that no
 * domain points to, and `--meta` finds it again from any machine. Commands: https://vercel.com/docs/cli/deploy (`--prod`,
 * `--skip-domain`, `--meta`), https://vercel.com/docs/cli/list (`--meta`; addresses alone when its output is piped),
 * https://vercel.com/docs/cli/inspect, https://vercel.com/docs/cli/promote (`--yes`, `--timeout`),
 * https://vercel.com/docs/cli/rollback (`--timeout`), https://vercel.com/docs/cli/rolling-release (`fetch`), https://vercel.com/docs/cli/whoami;
 * `--scope`, since the variables alone choose no team for `inspect`, `promote` and
 * `rollback`: https://vercel.com/docs/cli/global-options; `VERCEL_ORG_ID` and `VERCEL_PROJECT_ID`: https://vercel.com/docs/cli/project-linking.
 */
export function vercelSpeech(project: VercelProject, finding: PlatformFinding, request: SpeechRequest): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { head, base } = request.facts.release;
  const org = answers.word({
    id: 'vercel-org',
    question: 'Which Vercel team owns the project, as id (team_…; the settings of the team show it)?',
    profileKey: 'org',
    found: project.org,
  });
  const id = answers.word({
    id: 'vercel-project',
    question: 'Which Vercel project is production, as id (prj_…; the settings of the project show it)?',
    profileKey: 'project',
    found: project.project,
  });
  const domain = answers.word({
    id: 'vercel-domain',
    question: 'Which domain do the users of production open, such as www.example.com?',
    profileKey: 'domain',
    found: onlyOne(project.domains),
  });
  const recorded = answers.word({
    id: 'vercel-deployment',
    question: `Which deployment does the domain serve before this rollout, as id (dpl_…; the first step of "Record" prints it)?`,
  });
  const vercel = (command: string): string =>
    `VERCEL_ORG_ID=${org} VERCEL_PROJECT_ID=${id} vercel ${command} --scope ${org}`;
  const meta = `releaseCommit=${head.commit}`;
  // The report goes to standard error.
  const serves = (what: string): string =>
    `live="$(${vercel(`inspect ${domain}`)} 2>&1)" && grep --fixed-strings --quiet ${what} <<< "$live"`;
  const made = `new="$(${vercel(`list --meta ${meta}`)} | head -n 1)" && test -n "$new"`;
  const back = vercel(`rollback ${recorded} --timeout 10m`);
  const source = project.file === undefined ? {} : { source: { file: project.file, line: project.line } };
  const why =
    'Vercel moves the domain to another deployment for everybody at once; a rolling release is a setting of the project, which the repository does not tell.';
  return atOnceSpeech({
    id: 'vercel',
    targetName: `project ${id}`,
    servesHttp: 'yes',
    why,
    identity: [
      step('identity-user', 'Show who you are on Vercel', 'vercel whoami', { expect: 'Your own name.' }),
      step('identity-domain', 'Show what the domain serves', vercel(`inspect ${domain}`), {
        expect: 'target production, status Ready, the project of this service.',
        ...source,
      }),
      step('identity-rolling', 'Show whether releases roll by themselves', vercel('rolling-release fetch'), {
        expect:
          'No active rolling release. Where the project has stages of its own, promoting starts the first of them: plan their shares there, and abort with `vercel rolling-release abort --dpl` and the id of the new deployment.',
      }),
    ],
    record: [
      step('record-live', 'Show which deployment the domain serves', vercel(`inspect ${domain}`), {
        expect: `id ${recorded}, of ${request.baselineVersion} (${base.commit.slice(0, 12)}).`,
      }),
      step('record-check', 'Check that it is the one that every rollback here goes to', serves(recorded), {
        expect: 'No output, exit code 0. Otherwise answer the question about the live deployment anew.',
      }),
    ],
    prepare: {
      kind: 'steps',
      steps: [
        step(
          'deploy',
          `Build ${request.newVersion} for production; no domain points to it`,
          vercel(`deploy --prod --skip-domain --yes --meta ${meta}`),
          {
            expect: `An address of its own, to try the new version at. Run it in a clean checkout of ${head.commit.slice(0, 12)}.`,
            ...source,
          },
        ),
      ],
      validations: [
        {
          id: 'vercel-deploy-made',
          text: 'The new deployment is there, and the domain still serves the recorded one.',
          kind: 'command',
          expr: `${made} && ${serves(recorded)}`,
        },
      ],
    },
    promote: [
      step(
        'promote',
        `Move the domain to ${request.newVersion}`,
        `${made} && ${vercel('promote "$new" --yes --timeout 10m')}`,
        { expect: 'Success! … was promoted.', undo: back },
      ),
    ],
    verify: [
      {
        id: 'vercel-verify-domain',
        text: `The domain serves ${request.newVersion}.`,
        kind: 'command',
        expr: `${made} && ${serves('"${new#https://}"')}`,
      },
    ],
    verifyRun: [
      {
        id: 'vercel-verify-domain',
        text: 'The domain no longer serves the recorded deployment.',
        kind: 'command',
        expr: `live="$(${vercel(`inspect ${domain}`)} 2>&1)" && ! grep --fixed-strings --quiet ${recorded} <<< "$live"`,
      },
    ],
    back: (stepId) => [
      step(stepId, 'Move the domain back to the recorded deployment', back, {
        expect: 'Success! … was rolled back.',
      }),
    ],
    backChecks: [
      {
        id: 'vercel-rollback-domain',
        text: 'The domain serves the recorded deployment.',
        kind: 'command',
        expr: serves(recorded),
      },
    ],
    configRollback: {
      kind: 'unavailable',
      reason: 'Environment variables are built into a deployment: level 3 brings the recorded ones back with the code.',
    },
    caveats: [
      'Where Vercel builds the production branch from Git, a merge makes a deployment of its own and moves the domain by itself, unless "Auto-assign Custom Production Domains" is off: settle that before Stage 1.',
      'After a rollback Vercel no longer moves the domain by itself; promoting a deployment turns that on again. The Hobby plan can only go back to the deployment before.',
      'Pages that are open load chunks of the deployment they came from: without skew protection they fail after the domain has moved.',
    ],
    caveatsByHand: pipelineCaveats(finding, request),
    blanks: answers.blanks(),
  });
}
