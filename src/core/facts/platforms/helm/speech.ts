import { clusterIdentity, contextWord } from '../clusterIdentity';
import { shellWord } from '../../../plan/blanks';
import type { Step } from '../../../plan/schema';
import { evidenceAt } from '../../detector';
import { answersFrom, type Answers } from '../answers';
import { atOnceSpeech, placeText, stepsFor } from '../atOnce';
import { clusterRecord } from '../clusterRecord';
import { imageName } from '../kubernetes/image';
import { strictJq, strictJqText } from '../kubernetes/voice';
import { choices, onlyOne } from '../namedIn';
import type { Commands, PlatformSpeech, SpeechRequest } from '../platform';
import { deployedTag, pushedImage, pushedTag } from '../pushedImage';
import { tagFrom } from '../../tagTemplates';
import type { HelmTarget } from './target';

const step = stepsFor('helm');

/** The revision that serves; refuses to guess between several. */
const deployedRevision =
  '[.[] | select(.status == "deployed") | .revision] | if length == 1 then .[0] | tostring else error("not exactly one revision is deployed: \\(.)") end';

/**
 * One release is upgraded and rolled back as a whole. `--reset-then-reuse-values` (Helm 3.14 and newer) keeps what the live
 * release was given and nobody wrote down, and takes new defaults from the chart. Commands:
 * https://helm.sh/docs/helm/helm_upgrade/ (`--reset-then-reuse-values`, `--values`, `--set-string`, `--wait`, `--dry-run`,
 * `--hide-secret`, `--timeout`, `--version`), https://helm.sh/docs/helm/helm_history/, https://helm.sh/docs/helm/helm_rollback/,
 * https://helm.sh/docs/helm/helm_get_values/, https://helm.sh/docs/helm/helm_dependency_build/,
 * https://helm.sh/docs/topics/charts_hooks/.
 *
 * @param target undefined while nobody has chosen among `candidates`.
 */
export function helmSpeech(
  target: HelmTarget | undefined,
  candidates: readonly string[],
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { newVersion, baselineVersion, deployment } = request;
  const context = contextWord(answers);
  const namespace = answers.word({
    id: 'kubernetes-namespace',
    question: `In which namespace does the release run in production${choices(several(target?.namespaces))}?`,
    profileKey: 'namespace',
    found: onlyOne(target?.namespaces ?? []),
  });
  const release = answers.word({
    id: 'helm-release',
    question: `What is the release called in production${choices(several(target?.releases))} (see \`helm list\`)?`,
    profileKey: 'release',
    found: onlyOne(target?.releases ?? []),
  });
  const chart = answers.word({
    id: 'helm-chart',
    question: `Which chart is the release installed from${writtenChart(target) ?? choices(candidates)}?`,
    ...(target === undefined || writtenChart(target) !== undefined
      ? { profileKey: 'chart' }
      : { found: chartWord(target) }),
  });
  const image = imageOf(target, request, answers);
  const moving =
    givenTag(target, request) === undefined
      ? deployedTag(request.facts, imageNameOf(target), target?.fixedTag)
      : undefined;
  const files = valuesWords(target, answers.word);
  const helm = `helm --kube-context ${context} --namespace ${namespace}`;
  const kubectl = `kubectl --context ${context} --namespace ${namespace}`;
  const version = target?.version === undefined ? '' : ` --version ${target.version}`;
  const timeout = target?.timeout === undefined ? '' : ` --timeout ${target.timeout}`;
  const wait = ` --wait${timeout}`;
  const upgrade = `${helm} upgrade ${release} ${chart}${version} --reset-then-reuse-values${files} --set-string ${image.set}`;
  const record = clusterRecord(kubectl, deployment, 'helm');
  const history = `${helm} history ${release} --output json`;
  const recorded = `revision="$(${record.read('revision')})"`;
  const rollback = `${recorded} && ${helm} rollback ${release} "$revision"${wait}`;
  const runsNew = `${helm} get manifest ${release} | grep --fixed-strings ${image.text}`;
  const why = whyAtOnce(target, release);
  const from = target?.from;
  const source: { readonly source?: Step['source'] } =
    from === undefined
      ? {}
      : { source: from.line === undefined ? { file: from.file } : { file: from.file, line: from.line } };
  const back = (id: string): readonly Step[] => [
    step(id, 'Roll the release back to the recorded revision', rollback, {
      expect: 'Rollback was a success! Happy Helming!',
    }),
  ];
  return atOnceSpeech({
    id: 'helm',
    why,
    targetName: `release ${release}`,
    servesHttp: target?.serves === true ? 'yes' : 'unknown',
    identity: [
      ...clusterIdentity(step, kubectl),
      step(
        'identity-release',
        `Show the release, with Helm 3.14 or newer`,
        `helm version --short && ${helm} status ${release}`,
        {
          expect: `STATUS: deployed. "not found" means that production is not installed by Helm under this name: stop.`,
          ...source,
        },
      ),
    ],
    record: [
      step(
        'record-revision',
        'Record the revision that is deployed now',
        `revision="$(${history} | ${strictJqText(deployedRevision)})" && ${history} | ${record.create('{revision: $revision}', '--arg revision "$revision"')}`,
        { expect: `configmap/${record.name} created. "AlreadyExists" means that it was recorded before: keep that.` },
      ),
    ],
    prepare: prepareOf(target, chart, upgrade, image.text, why),
    promote: [
      step('promote', `Upgrade the release to ${newVersion}`, `${upgrade}${wait}`, {
        expect: 'STATUS: deployed',
        undo: rollback,
        ...source,
      }),
    ],
    verify: [
      {
        id: 'helm-verify-deployed',
        text: 'The newest revision is deployed.',
        kind: 'command',
        expr: `${history} | ${strictJq('.[-1].status == "deployed"')}`,
      },
      { id: 'helm-verify-image', text: `The release declares ${newVersion}.`, kind: 'command', expr: runsNew },
    ],
    back,
    backChecks: [
      {
        id: 'helm-rollback-revision',
        text: `The newest revision is a rollback to the recorded one, of ${baselineVersion}.`,
        kind: 'command',
        expr: `${recorded} && ${history} | ${strictJq('.[-1] | .status == "deployed" and .description == "Rollback to \\($revision)"', '--arg revision "$revision"')}`,
      },
    ],
    configRollback: configRollback(target, request, {
      restore: `${recorded} && values="$(mktemp)" && ${helm} get values ${release} --revision "$revision" --output yaml > "$values" && ${helm} upgrade ${release} ${chart}${version} --reset-values --values "$values" --set-string ${image.set}${wait} && rm "$values"`,
    }),
    ...(moving === undefined ? {} : { movingTag: moving }),
    caveats: caveatsOf(target, request),
    blanks: answers.blanks(),
  });
}

function several(names: readonly string[] | undefined): readonly string[] {
  return names ?? [];
}

/** What a pipeline writes where a part of the name is its own to know. */
function writtenChart(target: HelmTarget | undefined): string | undefined {
  if (target?.chartFile !== undefined || target?.chart.includes('$') !== true) return undefined;
  return `, as oci://…${target.from === undefined ? '' : ` (${placeText(evidenceAt(target.from.file, target.from.line))} says ${target.chart})`}`;
}

/** A chart folder is told from the name of a chart by its `./`. */
function chartWord({ chart, chartFile }: HelmTarget): string {
  return chartFile === undefined ? chart : shellWord(chart === '.' ? '.' : `./${chart}`);
}

function imageOf(
  target: HelmTarget | undefined,
  request: SpeechRequest,
  answers: Answers,
): { readonly set: string; readonly text: string } {
  const image = target?.image;
  const example = image?.tag === undefined ? '' : ` (the chart's values say ${image.tag})`;
  const key = answers.word({
    id: 'helm-image-key',
    question: `Which value of the chart carries the image tag of this service${choices(target?.imageKeys ?? [])}?`,
    profileKey: 'imageKey',
    found: image?.key,
  });
  if (image?.whole !== true) {
    const tag = pushedTag(answers, request, {
      image: imageNameOf(target),
      example,
      tag: givenTag(target, request),
    });
    const alike = (image?.alike ?? []).map((other) => ` --set-string ${other}=${tag}`);
    return { set: `${key}=${tag}${alike.join('')}`, text: `:${tag}` };
  }
  const pushed = pushedImage(answers, request, image.repository, { example });
  return { set: `${key}=${pushed}`, text: pushed };
}

/** The tag that the repository's own command gives the image of the new version. */
function givenTag(target: HelmTarget | undefined, { facts }: SpeechRequest): string | undefined {
  const template = target?.tagTemplate?.template;
  return template === undefined ? undefined : tagFrom(template, facts.release.head);
}

/** As the chart's values call the image; a repository is often given by the pipeline alone. */
function imageNameOf(target: HelmTarget | undefined): string | undefined {
  const repository = target?.image?.repository;
  return repository === undefined || repository === '' ? undefined : imageName(repository);
}

function valuesWords(target: HelmTarget | undefined, word: ReturnType<typeof answersFrom>['word']): string {
  if (target === undefined) return '';
  if (!target.valuesUndecided) return target.values.map((file) => ` --values ${shellWord(file)}`).join('');
  const file = word({
    id: 'helm-values',
    question: `Which values file is production's${choices(target.values)}?`,
    profileKey: 'values',
  });
  return ` --values ${file}`;
}

function prepareOf(
  target: HelmTarget | undefined,
  chart: string,
  upgrade: string,
  text: string,
  why: string,
): Commands {
  const missing = target?.missingDependencies ?? [];
  if (target === undefined) return { kind: 'unavailable', reason: why };
  return {
    kind: 'steps',
    steps: [
      ...(missing.length === 0
        ? []
        : [
            step(
              'dependencies',
              `Fetch what the chart depends on (${missing.join(', ')})`,
              `helm dependency build ${chart}`,
              {
                expect:
                  'Saving … charts. "no repository definition" means: `helm repo add` the address that Chart.yaml names, then again.',
              },
            ),
          ]),
      step(
        'dry-run',
        'Let the cluster check what would change, without changing it',
        `${upgrade} --dry-run=server --hide-secret --output json | ${strictJqText('.manifest')}`,
        { expect: 'The manifests as they will be, no error. Nothing is changed; Helm 3.15 or newer.' },
      ),
    ],
    validations: [
      {
        id: 'helm-dry-run-image',
        text: 'The image of the new version stands in what would be deployed, so the value that was set is the right one.',
        kind: 'command',
        expr: `${upgrade} --dry-run=server --hide-secret --output json | ${strictJqText('.manifest')} | grep --fixed-strings ${text}`,
      },
    ],
  };
}

function whyAtOnce(target: HelmTarget | undefined, release: string): string {
  if (target?.steering !== undefined) {
    const { kind, file, line } = target.steering;
    const controller = kind === 'Rollout' ? 'Argo Rollouts' : 'Flagger';
    return `The chart can make a ${kind} (${file}:${String(line)}): where production has it switched on, ${controller} moves the traffic by itself after the upgrade. The upgrade alone divides none.`;
  }
  return `Helm upgrades release ${release} as a whole: the pods of both versions change places in one rolling update, and no template of the chart divides traffic.`;
}

function configRollback(
  target: HelmTarget | undefined,
  { facts }: SpeechRequest,
  { restore }: { readonly restore: string },
): Commands {
  const changed = facts.release.files.filter(
    ({ path, status }) => status !== 'added' && target?.values.includes(path) === true && !target.valuesUndecided,
  );
  if (changed.length === 0) {
    return {
      kind: 'unavailable',
      reason:
        target === undefined || target.valuesUndecided
          ? 'Which values file is production’s is not decided: configuration goes back with level 3.'
          : 'The release changes no values file of production: what the chart itself changes goes back with level 3.',
    };
  }
  const names = changed.map(({ path }) => path).join(', ');
  return {
    kind: 'steps',
    steps: [
      step('config-restore', `Upgrade with the recorded values, and keep the new version (${names})`, restore, {
        expect: 'STATUS: deployed',
      }),
    ],
    validations: [{ id: 'helm-config-behaviour', text: 'The system behaves as before the release.', kind: 'manual' }],
  };
}

function caveatsOf(target: HelmTarget | undefined, request: SpeechRequest): readonly string[] {
  if (target === undefined) return [];
  const { facts } = request;
  const tag = givenTag(target, request);
  const isPushed = facts.images.some(({ tags }) => tags.includes(target.tagTemplate?.template ?? ''));
  const undone = target.hooks.map(({ file, line, when }) => `${when} (${file}:${String(line)})`);
  const changesChart =
    target.chartFile !== undefined &&
    facts.release.files.some(({ path }) => path.startsWith(target.chart === '.' ? '' : `${target.chart}/`));
  return [
    ...(undone.length === 0
      ? []
      : [
          `Hooks run with the upgrade: ${undone.join('; ')}. A failed hook fails the upgrade; what a hook has done, such as a migration, no rollback undoes. Hooks of kind pre-rollback and post-rollback run at the rollback.`,
        ]),
    ...(target.crds === undefined
      ? []
      : [
          `Helm installs the definitions in ${target.crds} once and never changes or removes them: apply changes there by hand, before the upgrade.`,
        ]),
    'A rollback restores the objects of the release: not what others changed in the cluster, no volumes’ data, no secrets from outside the chart.',
    'Values that the live release was given and the files do not name stay as they are (`helm get values`); a key that this release removes from a values file stays too.',
    ...(changesChart ? ['The release changes the chart: run the commands in a checkout of the release head.'] : []),
    ...(target.tagTemplate === undefined || tag === undefined || isPushed
      ? []
      : [
          `${placeText(evidenceAt(target.tagTemplate.file, target.tagTemplate.line))} gives the image of a commit this tag: ${tag}. What pushes it was not found: see that it is there.`,
        ]),
    ...(target.from === undefined
      ? []
      : [
          `${placeText(evidenceAt(target.from.file, target.from.line))} names the release. Where a pipeline upgrades it by itself, let it, and use the commands here to check and to go back.`,
        ]),
  ];
}
