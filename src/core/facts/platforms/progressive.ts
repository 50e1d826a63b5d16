import type { Answers } from './answers';
import { contextWord } from './clusterIdentity';
import { placeText } from './atOnce';
import type { DeployerObject } from './deployers';
import { imageName, readImage } from './kubernetes/image';
import { choices } from './namedIn';
import type { SpeechRequest } from './platform';
import { pushedImage } from './pushedImage';
import { controllerNames, type GitopsId } from '../ids';
import type { Finding } from '../schema';

/** A container of a pod, as a manifest names it. */
export interface NamedContainer {
  readonly name: string;
  readonly image: string;
}

/** The words that every command of a cluster needs. */
export interface ClusterWords {
  readonly context: string;
  readonly namespace: string;
  /** `kubectl` with both. */
  readonly kubectl: string;
}

export function clusterWords(answers: Answers, name: string, namespace: string | undefined): ClusterWords {
  const context = contextWord(answers);
  const place = answers.word({
    id: 'kubernetes-namespace',
    question: `In which namespace does ${name} run in production?`,
    profileKey: 'namespace',
    found: namespace,
  });
  return { context, namespace: place, kubectl: `kubectl --context ${context} --namespace ${place}` };
}

/** The container that runs this repository's code, asked for only where a command names it, and its image as `repository:tag`. */
export function imageWords(
  answers: Answers,
  containers: readonly NamedContainer[],
  name: string,
  request: SpeechRequest,
): { readonly container: () => string; readonly image: string } {
  const main = containers.length === 1 ? containers[0] : containers.find((container) => container.name === name);
  const parts = main === undefined ? {} : readImage(main.image);
  const container = (): string =>
    answers.word({
      id: 'kubernetes-container',
      question: `Which container of ${name} runs this repository's code${choices(containers.map((each) => each.name))}?`,
      ...(containers.length === 1 ? {} : { profileKey: 'container' }),
      found: main?.name,
    });
  const image = pushedImage(answers, request, parts.repository, {
    name: main === undefined ? undefined : imageName(main.image),
    ...(parts.tag === undefined ? {} : { example: ` (the manifest says ${parts.tag})` }),
  });
  return { container, image };
}

/** Forward and back by commits, where a controller reverts what commands change; undefined elsewhere. */
export interface GitopsWords {
  readonly id: GitopsId;
  /** Why commands do not change the cluster. */
  readonly reason: string;
  readonly forward: string;
  readonly backward: string;
}

/**
 * @param what that is deployed, e.g. `rollout/checkout`; `record` the ConfigMap that holds what to go back to; `deployer` the
 * object of the controller that provably deploys it.
 */
export function gitopsWords(
  answers: Answers,
  { facts, newVersion }: SpeechRequest,
  what: string,
  record: string,
  deployer?: DeployerObject,
): GitopsWords | undefined {
  const gitops: Finding<GitopsId> | undefined = facts.gitops.find(
    ({ role }) => role === undefined || role === 'deploy',
  );
  if (gitops === undefined) return undefined;
  const controller = controllerNames[deployer?.controller ?? gitops.id];
  const evidence = deployer ?? gitops.evidence[0];
  const place = evidence === undefined ? '' : ` (${placeText(evidence)})`;
  return {
    id: gitops.id,
    reason: `${controller}${place} deploys ${what} from Git and reverts what is changed by hand.`,
    forward: answers.word({
      id: 'gitops-deploy',
      question: `Which command commits ${newVersion} to the path that ${controller} deploys ${what} from?`,
    }),
    backward: answers.word({
      id: 'gitops-rollback',
      question: `Which command commits the state recorded in ConfigMap ${record} to the path that ${controller} deploys ${what} from?`,
    }),
  };
}
