import { shellWord } from '../../../plan/blanks';
import type { PlatformFinding } from '../../schema';
import { answersFrom } from '../answers';
import { atOnceSpeech, pipelineCaveats, stepsFor } from '../atOnce';
import { choices } from '../namedIn';
import type { Commands, PlatformSpeech, SpeechRequest } from '../platform';
import { carryingServices, precedingServices, type ComposeTarget } from './describe';
import { imageCommands } from './imageCommands';

const step = stepsFor('docker-compose');

/**
 * Compose on the production host itself: relative paths and `.env` are those of the host. Commands:
 * https://docs.docker.com/reference/cli/docker/compose/ (`--file`, `--project-name`, `--project-directory`; up `--detach --wait
 * --no-build --no-deps --pull`; build; pull; ps).
 */
export function composeSpeech(
  target: ComposeTarget,
  candidates: readonly string[],
  finding: PlatformFinding,
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { base, head, files } = request.facts.release;
  const { newVersion, baselineVersion, deployment, profile } = request;
  const composed = target.file === undefined ? [] : [target.file, ...(target.further ?? [])];
  const file = answers.word({
    id: 'compose-file',
    question: `Which Compose file runs production${choices(candidates)}?`,
    profileKey: 'composeFile',
    found: target.file === undefined ? undefined : composed.map(shellWord).join(' --file '),
  });
  const project = answers.word({
    id: 'compose-project',
    question: 'What is the Compose project called on the production host (`docker compose ls` shows it there)?',
    profileKey: 'project',
    found: target.project,
  });
  const unknownEnv = (target.envFiles ?? []).filter(({ isKept }) => !isKept).map(({ path }) => path);
  const place = target.startedAt === undefined ? '' : `${target.startedAt} gives `;
  const envFiles = (target.envFiles ?? [])
    .map(({ path, isKept }) =>
      isKept
        ? path
        : answers.word({
            id:
              unknownEnv.length === 1 ? 'compose-env-file' : `compose-env-file-${String(unknownEnv.indexOf(path) + 1)}`,
            question: `Which file of variables does production start with on its host (${place}${path}, which is not in the repository)?`,
            ...(unknownEnv.length === 1 ? { profileKey: 'composeEnvFile' } : {}),
          }),
    )
    .map((path) => ` --env-file ${path}`)
    .join('');
  const carrying = carryingServices(target, profile.platform?.['composeService']);
  const services =
    carrying.length > 0
      ? carrying
      : [
          {
            name: answers.word({
              id: 'compose-service',
              question: `Which service of that file runs this repository’s code${choices(target.services.map(({ name }) => name))}?`,
              profileKey: 'composeService',
            }),
            builds: false,
          },
        ];
  const names = services.map(({ name }) => name);
  const all = names.join(' ');
  const start = `docker compose --project-name ${project}${envFiles}`;
  const compose = `${start} --file ${file}`;
  const variables = [...new Set(carrying.flatMap(({ tagVariable }) => tagVariable ?? []))].map(
    (variable) =>
      `${variable}=${answers.word({ id: `compose-${variable.toLowerCase().replaceAll('_', '-')}`, question: `Which value of ${variable} in ${target.file ?? 'the Compose file'} names the image of ${newVersion}?` })} `,
  );
  const withTag = variables.join('');
  const images = imageCommands(compose, names, deployment);
  const preceding = precedingServices(target, carrying);
  const changing = [...preceding, ...services];
  const builds = changing.filter(({ builds: built }) => built).map(({ name }) => name);
  const pulls = changing.filter(({ builds: built }) => !built).map(({ name }) => name);
  const changed = composed.filter((each) => files.some(({ path, status }) => path === each && status === 'modified'));
  const back = restoring(composed, images.override, { changed, base: base.commit, start, file, all });
  const source =
    target.file === undefined
      ? {}
      : { source: { file: carrying[0]?.file ?? target.file, line: carrying[0]?.line ?? target.line } };
  const why =
    'Compose replaces the containers of a service all at once, the old ones first: no share of the traffic can be held.';
  const expect = `Run it in a checkout of ${head.commit.slice(0, 12)} on the host; what runs is not touched.`;
  const named = composed.length === 0 ? 'the Compose file' : composed.join(' and ');
  const prepare: Commands = {
    kind: 'steps',
    steps: [
      ...(builds.length > 0
        ? [
            step('build', `Build ${newVersion}`, `${withTag}${compose} build ${builds.join(' ')}`, {
              expect,
              ...source,
            }),
          ]
        : []),
      ...(pulls.length > 0
        ? [step('pull', `Pull ${newVersion}`, `${withTag}${compose} pull ${pulls.join(' ')}`, { expect, ...source })]
        : []),
    ],
    validations: [
      {
        id: 'docker-compose-prepare-live',
        text: 'What runs is still the recorded image.',
        kind: 'command',
        expr: images.runsRecorded,
      },
    ],
  };
  return atOnceSpeech({
    id: 'docker-compose',
    targetName: `${names.length === 1 ? 'service' : 'services'} ${names.join(', ')}`,
    servesHttp: 'unknown',
    why,
    identity: [
      step('identity-host', 'Show which machine and which Docker this is', 'hostname && docker context show', {
        expect: 'The production host, and its context default: every command of this plan runs there.',
      }),
      step('identity-project', 'Show what runs', `${compose} ps`, {
        expect: `${names.join(', ')}: running.`,
        ...source,
      }),
    ],
    record: [
      step('record-live', 'Record the image that runs by a tag of its own', images.record, {
        expect: `No output, or "recorded before: kept". It is the image of ${baselineVersion}.`,
      }),
    ],
    prepare,
    promote: [
      ...preceding.map(({ name, line, file: own = target.file }) =>
        step(
          `promote-${name.toLowerCase()}`,
          `Run ${name} of ${newVersion} to its end`,
          `${withTag}${compose} run --rm --no-deps ${name}`,
          {
            expect: 'It ends without an error: the others wait for that.',
            ...(own === undefined ? {} : { source: { file: own, line } }),
          },
        ),
      ),
      step('promote', `Start ${newVersion}`, `${withTag}${compose} up --detach --wait --no-build --no-deps ${all}`, {
        expect: 'Every container is started, and healthy where it has a health check.',
        undo: back,
        ...source,
      }),
    ],
    verify: [
      {
        id: 'docker-compose-verify-live',
        text:
          names.length === 1
            ? 'What runs is no longer the recorded image.'
            : 'Every service runs, and at least one of them another image than recorded.',
        kind: 'command',
        expr: images.runsOther,
      },
    ],
    back: (id) => [
      step(id, 'Start the recorded images again', back, {
        expect: 'Every container is started, and healthy where it has a health check.',
        ...source,
      }),
    ],
    backChecks: [
      {
        id: 'docker-compose-rollback-live',
        text: 'What runs is the recorded image.',
        kind: 'command',
        expr: images.runsRecorded,
      },
    ],
    configRollback: {
      kind: 'unavailable',
      reason:
        changed.length > 0
          ? `${changed.join(' and ')} changes together with the code: it goes back with level 3.`
          : `The release does not change ${named}; .env and other files of the host are not in the repository.`,
    },
    caveatsByHand: [
      ...(variables.length > 0
        ? [
            'The variable is given on the command line: write it into .env of the host too once the release stays, or the next start brings the old image back.',
          ]
        : []),
      ...pipelineCaveats(finding, request),
    ],
    caveats: [
      'Between the stop of the old container and the start of the new one nobody is served.',
      'After a rollback the project runs a recorded tag: the next plain "up" takes the image that the Compose file names.',
    ],
    blanks: answers.blanks(),
  });
}

/** Starts the recorded images, with the Compose files of the recorded commit where the release changes them. */
function restoring(
  composed: readonly string[],
  override: string,
  {
    changed,
    base,
    start,
    file,
    all,
  }: Readonly<Record<'base' | 'start' | 'file' | 'all', string>> & { readonly changed: readonly string[] },
): string {
  const up = `--file "$override" up --detach --wait --no-build --no-deps --pull never ${all}`;
  const [first] = composed;
  if (changed.length === 0 || first === undefined) return `${override} && ${start} --file ${file} ${up}`;
  const folder = first.includes('/') ? first.slice(0, first.lastIndexOf('/')) : '.';
  const variable = (path: string): string => (changed.length === 1 ? 'old' : `old${String(changed.indexOf(path) + 1)}`);
  const old = changed.map(
    (path) => `${variable(path)}="$(mktemp)" && git show ${shellWord(`${base}:./${path}`)} > "$${variable(path)}"`,
  );
  const given = composed.map((path) => `--file ${changed.includes(path) ? `"$${variable(path)}"` : shellWord(path)}`);
  return `${override} && ${old.join(' && ')} && ${start} --project-directory ${shellWord(folder)} ${given.join(' ')} ${up}`;
}
