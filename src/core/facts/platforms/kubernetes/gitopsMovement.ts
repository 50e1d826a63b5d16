import { shellWord } from '../../../plan/blanks';
import { inCheckout } from '../places';
import type { Step } from '../../../plan/schema';
import type { Finding, GitopsId } from '../../schema';
import { waitFor } from './commands';
import { allSkipped, type Movement } from './movement';
import { step, strictJqText, type Voice } from './voice';

const controllers: Readonly<Record<GitopsId, string>> = { argocd: 'Argo CD', flux: 'Flux' };

/**
 * Under GitOps a controller reverts what commands change in the cluster: the only way forward and back is a commit to
 * the path that it watches. Which repository and command that is, the planned folder does not tell, so it is asked.
 */
export function throughGitops(voice: Voice, gitops: Finding<GitopsId>): { movement: Movement; why: string } {
  const { first, request, answers } = voice;
  const controller = controllers[gitops.id];
  const [evidence] = gitops.evidence;
  const place =
    evidence === undefined
      ? ''
      : ` (${evidence.file}${evidence.line === undefined ? '' : `:${String(evidence.line)}`})`;
  const reason = `${controller}${place} deploys ${first.ref} from Git and reverts what is changed by hand.`;
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
  const { forward, backward } = commits;
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
        step('promote', `Commit ${request.newVersion} for ${controller}`, forward, { expect, undo: backward }),
        ...wait('promote-wait', first.newImage),
      ],
      abort: back('abort'),
      rollback: back('rollback'),
      caveats: [`${reason} Commands that change the cluster are left out of this plan.`, ...commits.caveats],
    },
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

/**
 * Commits to the overlay, where the repository holds both it and the object that says where it is brought out from. The address
 * comes from that object, so that a folder that is not there fails before anything is pushed. `kustomize edit set image`:
 * https://kubectl.docs.kubernetes.io/references/kustomize/cmd/edit/.
 */
function commitsOf({ target: { overlay }, first, kubectl, answers, request }: Voice):
  | {
      readonly forward: string;
      readonly backward: string;
      readonly recorded: string;
      readonly caveats: readonly string[];
    }
  | undefined {
  const name = overlay?.imageNames[first.workload.container ?? ''];
  if (overlay?.source === undefined || name === undefined || !/^[\w./:-]+$/u.test(name)) return undefined;
  const { url } = overlay.source;
  const branch = answers.word({
    id: 'gitops-branch',
    question: `Which branch of ${url} is ${overlay.folder} brought out from?`,
    profileKey: 'gitopsBranch',
    found: overlay.source.branch,
  });
  const commit = (image: string, message: string): string =>
    `git fetch ${url} ${branch} && ${inCheckout('FETCH_HEAD', `cd ${shellWord(overlay.folder)} && kustomize edit set image ${image} && git commit --all --message ${shellWord(message)} && git push ${url} HEAD:${branch}`)}`;
  const recorded = `image="$(${kubectl} get configmap ${first.record} --output json | ${strictJqText('.data.image')})"`;
  return {
    recorded,
    forward: commit(`${name}=${first.newImage}`, `Deploy ${request.newVersion}`),
    backward: `${recorded} && ${commit(`${name}="$image"`, `Roll back to ${request.baselineVersion}`)}`,
    caveats: [
      `What else this release changes in ${overlay.folder} reaches production with the commit that brings it to the branch, not with the image: it goes back by reverting that commit.`,
    ],
  };
}
