import { shellWord } from '../../../plan/blanks';
import type { Step, Validation } from '../../../plan/schema';
import type { PlatformFinding } from '../../schema';
import { answersFrom } from '../answers';
import { atOnceSpeech, pipelineCaveats, stepsFor } from '../atOnce';
import { recordName, strictJqText } from '../kubernetes/voice';
import { choices } from '../namedIn';
import type { Commands, PlatformSpeech, SpeechRequest } from '../platform';
import type { ComposeTarget } from './describe';

const step = stepsFor('docker-compose');

/** The one image that the containers of a service run. */
const onlyImage =
  '[.[].Image] | unique | if length == 1 then .[0] else error("not exactly one image is running: \\(.)") end';

/**
 * Compose on the production host itself: relative paths and `.env` are those of the host. The running image gets a tag of its
 * own, so that neither a build nor a prune of dangling images takes it away. Commands:
 * https://docs.docker.com/reference/cli/docker/compose/ (`--file`, `--project-name`, `--project-directory`; up `--detach --wait
 * --no-build --no-deps --pull`; build; pull; ps `--quiet`), https://docs.docker.com/reference/cli/docker/inspect/,
 * https://docs.docker.com/reference/cli/docker/image/tag/, https://docs.docker.com/reference/cli/docker/image/inspect/.
 */
export function composeSpeech(
  target: ComposeTarget,
  candidates: readonly string[],
  finding: PlatformFinding,
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { base, head, files } = request.facts.release;
  const { newVersion, baselineVersion, deployment } = request;
  const file = answers.word({
    id: 'compose-file',
    question: `Which Compose file runs production${choices(candidates)}?`,
    profileKey: 'composeFile',
    found: target.file === undefined ? undefined : shellWord(target.file),
  });
  const project = answers.word({
    id: 'compose-project',
    question: 'What is the Compose project called on the production host (`docker compose ls` shows it there)?',
    profileKey: 'project',
    found: target.project,
  });
  const services: ComposeTarget['services'] =
    target.services.length > 0
      ? target.services
      : [
          {
            name: answers.word({
              id: 'compose-service',
              question: 'Which service of that file runs this repository’s code?',
              profileKey: 'composeService',
            }),
            line: 1,
            builds: false,
            ports: false,
          },
        ];
  const names = services.map(({ name }) => name).join(' ');
  const compose = `docker compose --project-name ${project} --file ${file}`;
  const variables = [...new Set(services.flatMap(({ tagVariable }) => tagVariable ?? []))].map(
    (variable) =>
      `${variable}=${answers.word({ id: `compose-${variable.toLowerCase().replaceAll('_', '-')}`, question: `Which value of ${variable} in ${target.file ?? 'the Compose file'} names the image of ${newVersion}?` })} `,
  );
  const withTag = variables.join('');
  const recorded = (service: string): string => `${recordName(deployment, idOf(service))}:recorded`;
  const running = (service: string): string =>
    `${compose} ps --quiet ${service} | xargs docker inspect | ${strictJqText(onlyImage)}`;
  const imageOf = (service: string): string => `docker image inspect ${recorded(service)} | ${strictJqText('.[0].Id')}`;
  const same = (service: string, sign: '=' | '!='): string =>
    `live="$(${running(service)})" && before="$(${imageOf(service)})" && test "$live" ${sign} "$before"`;
  const builds = services.filter(({ builds: built }) => built).map(({ name }) => name);
  const pulls = services.filter(({ builds: built }) => !built).map(({ name }) => name);
  const changed = files.find(({ path, status }) => path === target.file && status === 'modified') !== undefined;
  const override = `override="$(mktemp)" && printf '%s\\n' 'services:' ${services.map(({ name }) => `'  ${name}:' '    image: ${recorded(name)}'`).join(' ')} > "$override"`;
  const back = restoring(target, { override, changed, base: base.commit, project, file, names });
  const source =
    target.file === undefined ? {} : { source: { file: target.file, line: services[0]?.line ?? target.line } };
  const why =
    'Compose replaces the containers of a service all at once, the old ones first: no share of the traffic can be held.';
  const expectCheckout = `Run it in the folder of ${target.file ?? 'the file'} as of ${head.commit.slice(0, 12)}; what runs is not touched.`;
  const prepare: Commands = {
    kind: 'steps',
    steps: [
      ...(builds.length > 0
        ? [
            step('build', `Build the image of ${newVersion}`, `${withTag}${compose} build ${builds.join(' ')}`, {
              expect: expectCheckout,
              ...source,
            }),
          ]
        : []),
      ...(pulls.length > 0
        ? [
            step('pull', `Pull the image of ${newVersion}`, `${withTag}${compose} pull ${pulls.join(' ')}`, {
              expect: expectCheckout,
              ...source,
            }),
          ]
        : []),
    ],
    validations: services.map(({ name }): Validation => ({
      id: `docker-compose-prepare-${idOf(name)}`,
      text: `${idOf(name)} still runs the recorded image.`,
      kind: 'command',
      expr: same(name, '='),
    })),
  };
  return atOnceSpeech({
    id: 'docker-compose',
    targetName: `services ${names}`,
    servesHttp: 'unknown',
    why,
    identity: [
      step('identity-host', 'Show which machine and which Docker this is', 'hostname && docker context show', {
        expect: 'The production host: every command of this plan runs there.',
      }),
      step('identity-project', 'Show what runs', `${compose} ps`, { expect: `${names}: running.`, ...source }),
    ],
    record: services.map(({ name }): Step =>
      step(
        `record-${idOf(name)}`,
        `Record the image that ${idOf(name)} runs by a tag of its own`,
        `if docker image inspect ${recorded(name)} > /dev/null; then echo "recorded before: kept"; else live="$(${running(name)})" && docker image tag "$live" ${recorded(name)}; fi`,
        { expect: `No output, or "recorded before: kept". It is the image of ${baselineVersion}.` },
      ),
    ),
    prepare,
    promote: [
      step('promote', `Start ${newVersion}`, `${withTag}${compose} up --detach --wait --no-build --no-deps ${names}`, {
        expect: 'Every container is started, and healthy where it has a health check.',
        undo: back,
        ...source,
      }),
    ],
    verify: services.map(({ name }): Validation => ({
      id: `docker-compose-verify-${idOf(name)}`,
      text: `${idOf(name)} runs, and no longer the recorded image.`,
      kind: 'command',
      expr: same(name, '!='),
    })),
    back: (id) => [
      step(id, 'Start the recorded images again', back, {
        expect: 'Every container is started, and healthy where it has a health check.',
        ...source,
      }),
    ],
    backChecks: services.map(({ name }): Validation => ({
      id: `docker-compose-rollback-${idOf(name)}`,
      text: `${idOf(name)} runs the recorded image.`,
      kind: 'command',
      expr: same(name, '='),
    })),
    configRollback: {
      kind: 'unavailable',
      reason: changed
        ? `${target.file ?? 'The Compose file'} changes together with the code: it goes back with level 3.`
        : 'The release does not change the Compose file; .env and other files of the host are not in the repository.',
    },
    caveats: [
      'Between the stop of the old container and the start of the new one nobody is served.',
      ...(variables.length > 0
        ? [
            'The variable is given on the command line: write it into .env of the host too once the release stays, or the next start brings the old image back.',
          ]
        : []),
      'After a rollback the project runs a recorded tag: the next plain "up" takes the image that the Compose file names.',
      ...pipelineCaveats(finding),
    ],
    blanks: answers.blanks(),
  });
}

/** Starts the recorded images, with the Compose file of the recorded commit where the release changes it. */
function restoring(
  { file: path }: ComposeTarget,
  {
    override,
    changed,
    base,
    project,
    file,
    names,
  }: Readonly<Record<'override' | 'base' | 'project' | 'file' | 'names', string>> & { readonly changed: boolean },
): string {
  const up = 'up --detach --wait --no-build --no-deps --pull never';
  if (!changed || path === undefined) {
    return `${override} && docker compose --project-name ${project} --file ${file} --file "$override" ${up} ${names}`;
  }
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
  return `${override} && old="$(mktemp)" && git show ${shellWord(`${base}:./${path}`)} > "$old" && docker compose --project-name ${project} --project-directory ${shellWord(folder)} --file "$old" --file "$override" ${up} ${names}`;
}

/** Part of ids: a blank has none. */
function idOf(service: string): string {
  return service.includes('{') ? 'service' : service;
}
