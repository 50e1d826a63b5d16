import { clusterIdentity } from '../clusterIdentity';
import type { Step, Validation } from '../../../plan/schema';
import { answersFrom, type Answers } from '../answers';
import { atOnceSpeech, stepsFor } from '../atOnce';
import type { DeployerObject } from '../deployers';
import { strictJq, strictJqText } from '../kubernetes/voice';
import { choices, onlyOne } from '../namedIn';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import { clusterWords, gitopsWords } from '../progressive';
import type { HelmTarget } from './target';

const step = stepsFor('helm');

/**
 * A chart that Argo CD or Flux brings out: `helm upgrade` and `helm rollback` would be reverted, and where Argo CD renders the
 * chart there is no release of Helm's at all. What is committed where, the planned folder does not tell, so it is asked; what
 * runs, the controller's own object tells, where the repository holds it.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/helm/, https://fluxcd.io/flux/components/helm/helmreleases/.
 *
 * @returns undefined where no controller deploys.
 */
export function helmUnderGitops(target: HelmTarget | undefined, request: SpeechRequest): PlatformSpeech | undefined {
  const answers = answersFrom(request.profile);
  const { newVersion, baselineVersion } = request;
  const releases = target?.releases ?? [];
  const called = onlyOne(releases) ?? target?.chart;
  const release = called === undefined ? 'the release' : `release ${called}`;
  const { kubectl, context } = clusterWords(answers, release, onlyOne(target?.namespaces ?? []));
  const deployer = target?.deployer;
  const state = deployer === undefined ? undefined : stateOf(deployer, context, answers);
  const record = answers.word({
    id: 'gitops-record',
    question: `Which command writes down the commit, and the image, that ${release}${choices(releases.length > 1 ? releases : [])} runs in production now?`,
    found: state?.record,
  });
  // Asked before the general question, which knows of a ConfigMap.
  answers.word({
    id: 'gitops-rollback',
    question: `Which command commits what was written down of ${release} back to the path that it is deployed from?`,
  });
  const gitops = gitopsWords(answers, request, release, 'of this deployment', deployer);
  if (gitops === undefined) return undefined;
  const expect = `The commit is pushed. "rejected": the branch takes pull requests only; open one with that commit and have it merged.`;
  const back = (id: string): readonly Step[] => [
    step(id, `Commit what was written down, of ${baselineVersion}`, gitops.backward, { expect }),
  ];
  const atRest = (id: string): readonly Validation[] =>
    state === undefined
      ? []
      : [
          {
            id,
            text: `${deployer?.name ?? release} is in step with Git, and healthy.`,
            kind: 'command',
            expr: state.check,
          },
        ];
  return atOnceSpeech({
    id: 'helm',
    gitops: deployer?.controller ?? gitops.id,
    why: `${gitops.reason} Its chart changes all pods in one rolling update.`,
    targetName: release,
    servesHttp: target?.serves === true ? 'yes' : 'unknown',
    identity: [...clusterIdentity(step, kubectl)],
    record: [
      step('record', `Write down what ${release} runs now`, record, {
        expect: 'A commit and an image that a rollback can name.',
        ...(deployer === undefined ? {} : { source: { file: deployer.file, line: deployer.line } }),
      }),
    ],
    prepare: { kind: 'unavailable', reason: gitops.reason },
    promote: [step('promote', `Commit ${newVersion}`, gitops.forward, { expect, undo: gitops.backward })],
    verify: [
      ...atRest('helm-verify-at-rest'),
      {
        id: 'helm-verify-synced',
        text: `The controller has taken the commit up and reports ${release} healthy with ${newVersion}.`,
        kind: 'manual',
      },
    ],
    back,
    backChecks: [
      ...atRest('helm-rollback-at-rest'),
      {
        id: 'helm-rollback-synced',
        text: `The controller has taken the commit up and reports ${release} healthy with what was written down.`,
        kind: 'manual',
      },
    ],
    configRollback: { kind: 'unavailable', reason: gitops.reason },
    caveats: [`${gitops.reason} Commands that change the cluster are left out of this plan.`],
    blanks: answers.blanks(),
  });
}

/**
 * What the controller's object says of the release: fields of its status, by
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml and
 * https://fluxcd.io/flux/components/helm/helmreleases/#history (older versions have `lastAppliedRevision`).
 */
function stateOf(
  { controller, resource, name, namespace }: DeployerObject,
  context: string,
  answers: Answers,
): { readonly record: string; readonly check: string } {
  const place = answers.word({
    id: 'gitops-namespace',
    question: `In which namespace does ${resource}/${name} stand?`,
    profileKey: 'gitopsNamespace',
    found: namespace,
  });
  const get = `kubectl --context ${context} --namespace ${place} get ${resource}/${name} --output json`;
  return controller === 'argocd'
    ? {
        record: `${get} | ${strictJqText('.status.sync.revision, .status.summary.images[]')}`,
        check: `${get} | ${strictJq('.status.sync.status == "Synced" and .status.health.status == "Healthy"')}`,
      }
    : {
        record: `${get} | ${strictJqText('.status | .history[0].chartVersion // .lastAppliedRevision')}`,
        check: `${get} | ${strictJq('[.status.conditions[] | select(.type == "Ready") | .status] == ["True"] and .status.observedGeneration == .metadata.generation')}`,
      };
}
