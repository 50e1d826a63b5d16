import { clusterIdentity } from '../clusterIdentity';
import type { Step } from '../../../plan/schema';
import { answersFrom } from '../answers';
import { atOnceSpeech, stepsFor } from '../atOnce';
import { choices, onlyOne } from '../namedIn';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import { clusterWords, gitopsWords } from '../progressive';
import type { HelmTarget } from './target';

const step = stepsFor('helm');

/**
 * A chart that Argo CD or Flux brings out: `helm upgrade` and `helm rollback` would be reverted, and where Argo CD renders the
 * chart there is no release of Helm's at all. What is committed where, the planned folder does not tell, so it is asked.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/helm/, https://fluxcd.io/flux/components/helm/helmreleases/.
 *
 * @returns undefined where no controller deploys.
 */
export function helmUnderGitops(target: HelmTarget | undefined, request: SpeechRequest): PlatformSpeech | undefined {
  const answers = answersFrom(request.profile);
  const { newVersion, baselineVersion } = request;
  const releases = target?.releases ?? [];
  const name = onlyOne(releases) ?? target?.chart ?? 'the chart';
  const { kubectl } = clusterWords(answers, `release ${name}`, onlyOne(target?.namespaces ?? []));
  const record = answers.word({
    id: 'gitops-record',
    question: `Which command writes down the commit, and the image, that release ${name}${choices(releases.length > 1 ? releases : [])} runs in production now?`,
  });
  // Asked before the general question, which knows of a ConfigMap.
  answers.word({
    id: 'gitops-rollback',
    question: `Which command commits what was written down of release ${name} back to the path that it is deployed from?`,
  });
  const gitops = gitopsWords(answers, request, `release ${name}`, 'of this deployment');
  if (gitops === undefined) return undefined;
  const expect = `The commit is pushed. "rejected": the branch takes pull requests only; open one with that commit and have it merged.`;
  const back = (id: string): readonly Step[] => [
    step(id, `Commit what was written down, of ${baselineVersion}`, gitops.backward, { expect }),
  ];
  return atOnceSpeech({
    id: 'helm',
    gitops: gitops.id,
    why: `${gitops.reason} Its chart changes all pods in one rolling update.`,
    targetName: `release ${name}`,
    servesHttp: target?.serves === true ? 'yes' : 'unknown',
    identity: [...clusterIdentity(step, kubectl)],
    record: [
      step('record', `Write down what release ${name} runs now`, record, {
        expect: 'A commit and an image that a rollback can name.',
      }),
    ],
    prepare: { kind: 'unavailable', reason: gitops.reason },
    promote: [step('promote', `Commit ${newVersion}`, gitops.forward, { expect, undo: gitops.backward })],
    verify: [
      {
        id: 'helm-verify-synced',
        text: `The controller has taken the commit up and reports release ${name} healthy with ${newVersion}.`,
        kind: 'manual',
      },
    ],
    back,
    backChecks: [
      {
        id: 'helm-rollback-synced',
        text: `The controller has taken the commit up and reports release ${name} healthy with what was written down.`,
        kind: 'manual',
      },
    ],
    configRollback: { kind: 'unavailable', reason: gitops.reason },
    caveats: [`${gitops.reason} Commands that change the cluster are left out of this plan.`],
    blanks: answers.blanks(),
  });
}
