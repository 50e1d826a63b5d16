import { shellWord } from '../../../plan/blanks';
import { folderOf } from '../../paths';
import type { PlatformFinding } from '../../schema';
import { answersFrom } from '../answers';
import { liveVersion } from '../liveVersion';
import { atOnceSpeech, pipelineCaveats, placeText, stepsFor } from '../atOnce';
import { choices } from '../namedIn';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import type { AzdProject } from './describe';

const step = stepsFor('azd');

/**
 * The Azure Developer CLI deploys the services of `azure.yaml` one by one. It has no rollback: a container app gets its recorded image
 * again, which the environment names (`SERVICE_<NAME>_IMAGE_NAME`). Commands:
 * https://learn.microsoft.com/azure/developer/azure-developer-cli/reference (`deploy --environment --from-package`, `package`,
 * `env get-value`, `auth login --check-status`, `--cwd`, `--no-prompt`).
 *
 * @param project undefined while nobody has chosen among `candidates`.
 * @param unit the one that is planned: its service carries the release.
 */
export function azdSpeech(
  project: AzdProject | undefined,
  unit: string,
  candidates: readonly string[],
  finding: PlatformFinding,
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { newVersion, baselineVersion, facts } = request;
  const { head, base } = facts.release;
  const environment = answers.word({
    id: 'azd-environment',
    question: 'Which azd environment is production (`azd env list` names them)?',
    profileKey: 'environment',
  });
  const told = request.profile.platform?.['service'];
  const services = project?.services ?? [];
  const ofUnit = services.filter((each) => each.unit === unit);
  const [only, ...more] = ofUnit.length > 0 ? ofUnit : services;
  const chosen = services.find(({ name }) => name === told) ?? (more.length === 0 ? only : undefined);
  const service = answers.word({
    id: 'azd-service',
    question: `Which service of azure.yaml carries the release${choices(services.length > 0 ? services.map(({ name }) => name) : candidates)}?`,
    profileKey: 'service',
    found: chosen?.name,
  });
  const folder = project === undefined ? '.' : folderOf(project.file);
  const where = `${folder === '.' ? '' : ` --cwd ${shellWord(folder)}`} --no-prompt`;
  const azd = (command: string): string => `azd ${command} --environment ${environment}${where}`;
  const isContainer = chosen?.host === 'containerapp';
  const value = (name: string): string => azd(`env get-value ${name}`);
  const imageVariable = `SERVICE_${(chosen?.name ?? '').toUpperCase().replaceAll('-', '_')}_IMAGE_NAME`;
  const recorded = isContainer
    ? answers.word({
        id: 'azd-image',
        question: `Which image does ${chosen.name} run before this rollout (the first step of "Record" prints it)?`,
      })
    : undefined;
  const back =
    recorded === undefined
      ? answers.word({
          id: 'azd-rollback',
          question: `Which command brings ${baselineVersion} (${base.commit.slice(0, 12)}) of ${chosen?.name ?? 'the service'} back${chosen === undefined ? '' : ` (azd has none for host ${chosen.host})`}?`,
          profileKey: 'rollback',
        })
      : azd(`deploy ${service} --from-package ${recorded}`);
  const live = recorded === undefined ? liveVersion(answers) : value(imageVariable);
  const is = (comparison: string): string =>
    recorded === undefined ? live : `image="$(${live})" && test -n "$image" && test "$image" ${comparison} ${recorded}`;
  const infra = facts.release.files.filter(({ path }) =>
    /(?:^|\/)infra\/.+\.(?:bicep|tf|json|bicepparam)$/u.test(path),
  );
  const source = project === undefined ? {} : { source: { file: project.file, line: chosen?.line ?? project.line } };
  const why = 'azd gives a service its new version for everybody at once: no share of the traffic can be held.';
  return atOnceSpeech({
    id: 'azd',
    targetName: `service ${service}`,
    servesHttp: 'unknown',
    why,
    identity: [
      step('identity-user', 'Show that you are signed in', 'azd auth login --check-status', {
        expect: 'Logged in to Azure, as yourself.',
      }),
      step('identity-subscription', 'Show which subscription the environment means', value('AZURE_SUBSCRIPTION_ID'), {
        expect: 'The id of the production subscription.',
        ...source,
      }),
    ],
    record: [
      step('record-live', 'Show what runs now', live, {
        expect:
          recorded === undefined
            ? `${baselineVersion} (${base.commit.slice(0, 12)}).`
            : `${recorded}, of ${baselineVersion}. It is what azd deployed last from this environment.`,
      }),
      ...(recorded === undefined
        ? []
        : [
            step('record-check', 'Check that it is the image that every rollback here goes to', is('='), {
              expect: 'No output, exit code 0. Otherwise answer the question about the running image anew.',
            }),
          ]),
    ],
    prepare: {
      kind: 'steps',
      steps: [
        step('package', `Build ${newVersion} without deploying it`, azd(`package ${service}`), {
          expect: `Packaging services (azd package): done. Run it in a clean checkout of ${head.commit.slice(0, 12)}.`,
          ...source,
        }),
      ],
      validations: [],
    },
    promote: [
      step('promote', `Deploy ${newVersion}`, azd(`deploy ${service}`), {
        expect: 'SUCCESS: Your application was deployed to Azure.',
        undo: back,
        ...source,
      }),
    ],
    verify: [
      {
        id: 'azd-verify-live',
        text:
          recorded === undefined
            ? `Production runs ${newVersion}.`
            : 'azd has deployed another image than the recorded one.',
        kind: 'command',
        expr: is('!='),
      },
    ],
    back: (id) => [step(id, `Bring ${baselineVersion} back`, back, source)],
    backChecks: [
      {
        id: 'azd-rollback-live',
        text:
          recorded === undefined ? `Production runs ${baselineVersion}.` : 'azd has deployed the recorded image again.',
        kind: 'command',
        expr: is('='),
      },
    ],
    configRollback: {
      kind: 'unavailable',
      reason:
        'azd holds no configuration of its own in Azure: what the infrastructure declares goes back by provisioning the recorded commit.',
    },
    caveats: [
      ...(infra[0] === undefined
        ? []
        : [
            `The release changes ${infra[0].path}: \`azd deploy\` leaves the infrastructure as it is. Provision it apart, after \`azd provision --preview\`, and before the code.`,
          ]),
      ...(isContainer
        ? [
            `Container Apps can divide traffic between revisions where the app is in multiple revision mode; ${placeText({ file: project?.file ?? 'azure.yaml', line: chosen.line })} does not tell, and azd gives everything to the newest.`,
          ]
        : []),
      'The files of the environment (.azure) stand on the machine of whoever deploys, not in the repository.',
    ],
    caveatsByHand: pipelineCaveats(finding, request),
    blanks: answers.blanks(),
  });
}
