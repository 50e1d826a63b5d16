import { shellWord } from '../../../plan/blanks';
import { placeText } from '../atOnce';
import { isPipeline } from '../deployLines';
import { inCheckout } from '../places';
import type { Step } from '../../../plan/schema';
import { controllerNames, type GitopsId } from '../../ids';
import type { Finding } from '../../schema';
import { waitFor } from './commands';
import { readImage } from './image';
import { allSkipped, type Movement } from './movement';
import type { KubernetesTarget } from './target';
import { step, strictJqText, type Voice } from './voice';

/**
 * Under GitOps a controller reverts what commands change in the cluster: the only way forward and back is a commit to
 * the path that it watches. Which repository and command that is, the planned folder does not always tell; then it is asked.
 */
export function throughGitops(voice: Voice, gitops: Finding<GitopsId>): { movement: Movement; why: string } {
  const { first, request, answers, target } = voice;
  const { deployer } = target;
  const controller = controllerNames[deployer?.controller ?? gitops.id];
  const evidence = deployer ?? gitops.evidence[0];
  const place = evidence === undefined ? '' : ` (${placeText(evidence)})`;
  const isHanded = deployer === undefined && evidence !== undefined && isPipeline(evidence.file);
  const reason = isHanded
    ? `${placeText(evidence)} hands what it builds to ${controller}, which deploys ${first.ref} and reverts what is changed by hand.`
    : deployer === undefined
      ? `${controller}${place} deploys from Git and reverts what is changed by hand. Which of its objects brings out ${first.ref} was not found.`
      : `${controller}${place} deploys ${first.ref} from Git and reverts what is changed by hand.`;
  const commits = commitsOf(voice) ?? {
    forward: answers.word({
      id: 'gitops-deploy',
      question: `Which command commits ${request.newVersion} to the path that ${controller} deploys ${first.id} from?`,
    }),
    backward: answers.word({
      id: 'gitops-rollback',
      question: `Which command commits the image recorded in ConfigMap ${first.record} to the path that ${controller} deploys ${first.id} from?`,
    }),
    recorded: undefined,
    caveats: [],
  };
  const { backward } = commits;
  const automation = automationOf(voice, controller);
  const forward = automation?.forward ?? commits.forward;
  const expect = `The commit is pushed. "rejected": the branch takes pull requests only; open one with that commit and have it merged.`;
  const wait = (id: string, image?: string, before?: string): readonly Step[] =>
    first.workload.kind === 'CronJob'
      ? []
      : [
          ...takenUp(voice, id, controller, image, before),
          step(id, `Wait until ${first.ref} is rolled out`, waitFor(voice, first), {
            expect: 'successfully rolled out',
          }),
        ];
  const back = (prefix: string): readonly Step[] => [
    ...(automation === undefined
      ? []
      : [
          step(`${prefix}-pause`, `Keep ${automation.name} from writing a newer image`, automation.pause, {
            expect: 'It writes no image any more. Otherwise the next commit is undone within minutes.',
          }),
        ]),
    step(`${prefix}-commit`, `Commit the recorded image for ${controller}`, backward, { expect }),
    ...wait(`${prefix}-wait`, commits.recorded === undefined ? undefined : '"$image"', commits.recorded),
  ];
  return {
    why: reason,
    movement: {
      trafficControl: 'none',
      granularityPercent: 100,
      prepare: { kind: 'unavailable', reason },
      traffic: allSkipped(reason),
      promote: [
        automation === undefined
          ? step('promote', `Commit ${request.newVersion} for ${controller}`, forward, { expect, undo: backward })
          : step('promote', `Have the image of ${request.newVersion} pushed`, forward, {
              expect: `The image is in its registry; ${automation.name} commits it by itself.`,
              undo: `${automation.pause} && ${backward}`,
            }),
        ...wait('promote-wait', first.newImage),
      ],
      abort: back('abort'),
      rollback: back('rollback'),
      caveats: [
        `${reason} Commands that change the cluster are left out of this plan.`,
        ...commits.caveats,
        ...(automation === undefined ? [] : [automation.caveat]),
        ...writtenByPipeline(target),
      ],
    },
  };
}

/** Of a pipeline that commits the image itself: two ways to write it get into each other's way. */
function writtenByPipeline({ overlay, writtenAt }: Voice['target']): readonly string[] {
  if (writtenAt === undefined) return [];
  const { target, file, line } = writtenAt;
  const override =
    overlay === undefined
      ? ''
      : ` An entry of \`images:\` that a commit of this plan adds to ${overlay.file} stays over what the pipeline writes: take it out again once a mended version is to be deployed.`;
  return [
    `${placeText(line === undefined ? { file } : { file, line })} writes the image into ${target} when its pipeline runs: where that has deployed this release, commit nothing yourself.${override}`,
  ];
}

/** What writes new images into the repository by itself. */
interface Automation {
  readonly name: string;
  /** What makes it write the new one. */
  readonly forward: string;
  readonly pause: string;
  readonly caveat: string;
}

/**
 * Flux's image automation or Argo CD Image Updater: whatever is pushed to the registry and fits its policy is deployed, and a
 * commit that goes back is overwritten. https://fluxcd.io/flux/cmd/flux_suspend_image_update/,
 * https://fluxcd.io/flux/cmd/flux_resume_image_update/, https://argocd-image-updater.readthedocs.io/en/stable/.
 */
function automationOf({ target, context, request, answers, first }: Voice, controller: string): Automation | undefined {
  const found = target.deployer?.automation;
  if (found === undefined) return undefined;
  const isFlux = target.deployer?.controller === 'flux';
  const name = isFlux ? `${controller}’s image automation` : 'Argo CD Image Updater';
  const place = placeText(found);
  const flux = `flux --context ${context} --namespace ${found.namespace ?? 'flux-system'}`;
  const known = isFlux && found.name !== undefined ? found.name : undefined;
  return {
    name,
    forward: answers.word({
      id: 'image-automation-deploy',
      question: `${name} (${place}) deploys the newest image that its policy takes: which command has CI push the image of ${request.newVersion}?`,
    }),
    pause: answers.word({
      id: 'image-automation-pause',
      question: `Which command keeps ${name} (${place}) from writing a newer image over the one that ${first.id} goes back to?`,
      found: known === undefined ? undefined : `${flux} suspend image update ${known}`,
    }),
    caveat: `${name} (${place}) writes images by itself: what CI pushes is deployed within minutes, approved or not, so push no other image during the rollout. After a rollback it stays paused: see that ${found.file} still bears what it looks for, ${known === undefined ? 'and start it again' : `then run \`${flux} resume image update ${known}\``} once a mended image is there.`,
  };
}

/** Waits until the controller has taken a commit up: before that nothing is rolled out, so that any wait succeeds at once. */
function takenUp(
  { kubectl, first }: Voice,
  id: string,
  controller: string,
  image: string | undefined,
  before = '',
): readonly Step[] {
  const { containers, container } = first.workload;
  const index = containers.findIndex(({ name }) => name === container);
  if (image === undefined || index < 0) return [];
  return [
    step(
      `${id}-sync`,
      `Wait until ${controller} has taken the commit up`,
      `${before === '' ? '' : `${before} && `}${kubectl} wait ${first.ref} --for=jsonpath='{.spec.template.spec.containers[${String(index)}].image}'=${image} --timeout=${String(SYNC_SECONDS)}s`,
      { expect: 'condition met. A timeout: sync by hand, or see why the controller does not.' },
    ),
  ];
}

/** Argo CD looks at a repository every 3 minutes by default, Flux at the interval of its objects; in seconds. */
const SYNC_SECONDS = 900;

interface Commits {
  readonly forward: string;
  readonly backward: string;
  readonly recorded: string;
  readonly caveats: readonly string[];
}

/** Where a controller's object says what it brings out from where, and how another image is written there. */
interface Written {
  readonly source: NonNullable<KubernetesTarget['source']>;
  /** The folder or file, for those who read it. */
  readonly what: string;
  /** Writes an image, given as it stands or by `$image`. */
  readonly edit: (image: string) => string;
}

/**
 * Commits to what a controller brings out, where the repository holds both that and the object that says where it is brought
 * out from. The address comes from that object, so that a folder that is not there fails before anything is pushed.
 */
function commitsOf(voice: Voice): Commits | undefined {
  const { first, kubectl, answers, request } = voice;
  const written = inOverlay(voice) ?? inManifest(voice);
  if (written === undefined) return undefined;
  const { url } = written.source;
  const branch = answers.word({
    id: 'gitops-branch',
    question: `Which branch of ${url} is ${written.what} brought out from?`,
    profileKey: 'gitopsBranch',
    found: written.source.branch,
  });
  const commit = (image: string, message: string): string =>
    `git fetch ${url} ${branch} && ${inCheckout('FETCH_HEAD', `${written.edit(image)} && git commit --all --message ${shellWord(message)} && git push ${url} HEAD:${branch}`)}`;
  const recorded = `image="$(${kubectl} get configmap ${first.record} --output json | ${strictJqText('.data.image')})"`;
  return {
    recorded,
    forward: commit(first.newImage, `Deploy ${request.newVersion}`),
    backward: `${recorded} && ${commit('$image', `Roll back to ${request.baselineVersion}`)}`,
    caveats: [
      `What else this release changes in ${written.what} reaches production with the commit that brings it to the branch, not with the image: it goes back by reverting that commit.`,
    ],
  };
}

/** `kustomize edit set image`: https://kubectl.docs.kubernetes.io/references/kustomize/cmd/edit/. */
function inOverlay({ target: { overlay }, first }: Voice): Written | undefined {
  const name = overlay?.imageNames[first.workload.container ?? ''];
  if (overlay?.source === undefined || name === undefined || !/^[\w./:-]+$/u.test(name)) return undefined;
  const { folder, source } = overlay;
  const word = (image: string): string => (image.startsWith('$') ? `"${image}"` : image);
  return {
    source,
    what: folder,
    edit: (image) => `cd ${shellWord(folder)} && kustomize edit set image ${name}=${word(image)}`,
  };
}

/** By the image's repository in the manifest: what stands behind it goes. Nothing found changes nothing, and the commit fails. */
function inManifest({ target: { overlay, kustomization, source }, first }: Voice): Written | undefined {
  const { file, containers, container } = first.workload;
  const { repository } = readImage(containers.find(({ name }) => name === container)?.image ?? '');
  if (overlay !== undefined || kustomization !== undefined || source === undefined) return undefined;
  if (file === undefined || repository === undefined) return undefined;
  const reference = `${repository.replaceAll('.', '\\.')}[:@][^[:space:]\\"'}]+`;
  return {
    source,
    what: file,
    edit: (image) =>
      `sed --in-place --regexp-extended "s#(image: *[\\"']?)${reference}#\\1${image}#" ${shellWord(file)}`,
  };
}
