import type { Step, Validation } from '../../plan/schema';
import { revertLoop, REVERT_LIMIT, revertsOf } from '../../reverts';
import { controllerNames, type PlatformId } from '../ids';
import { isDeployed, type Facts, type GitopsObject } from '../schema';
import { answersFrom, type Answers } from './answers';
import { atOnceSpeech, placeText, stepsFor } from './atOnce';
import { clusterIdentity, contextWord } from './clusterIdentity';
import { strictJq, strictJqText } from './kubernetes/voice';
import { choices, onlyOne } from './namedIn';
import { inCheckout } from './places';
import type { PlatformSpeech, SpeechRequest } from './platform';

const step = stepsFor('gitops');

/** What the commands of one release through Git share. */
interface Voice {
  readonly answers: Answers;
  readonly request: SpeechRequest;
  readonly objects: readonly GitopsObject[];
  readonly controller: 'argocd' | 'flux';
  readonly context: string;
  readonly kubectl: string;
}

/**
 * A repository whose files are the deployment: objects of Argo CD or Flux bring them out, and no workload or chart of its own is
 * built here. Forward is the push of the release to the branch that they follow, back a revert of it on that branch. Commands:
 * https://git-scm.com/docs/git-push, https://fluxcd.io/flux/cmd/flux_reconcile_source_git/,
 * https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd_app/ (`get --refresh`, `sync`, `wait --sync --health
 * --timeout`, `--argocd-context`), https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd_account_get-user-info/;
 * what objects report: https://fluxcd.io/flux/components/kustomize/kustomizations/#last-applied-revision,
 * https://fluxcd.io/flux/components/helm/helmreleases/#conditions,
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml.
 *
 * @returns undefined where no object is known that brings anything of the release out.
 */
export function gitopsSpeech(id: PlatformId, request: SpeechRequest): PlatformSpeech | undefined {
  const objects = reachedObjects(request.facts);
  const [first] = objects;
  if (first === undefined) return undefined;
  const { controller } = first;
  const answers = answersFrom(request.profile);
  const context = contextWord(answers);
  const voice: Voice = { answers, request, objects, controller, context, kubectl: `kubectl --context ${context}` };
  const { newVersion, baselineVersion, facts } = request;
  const { head, base } = facts.release;
  const name = controllerNames[controller];
  const { url, branch } = sourceWords(voice);
  const why = `${name} (${placeText(first)}) brings out what ${branch} holds, all of it at once: no share of the traffic can be held.`;
  const revert = revertOnBranch(voice, url, branch);
  const expect = `The branch moves forward. "rejected": it takes pull requests only; open one with that commit and have it merged.`;
  const push = `git push ${url} ${head.commit}:refs/heads/${branch}`;
  const back = (prefix: string): readonly Step[] => [
    step(prefix, `Revert the release on ${branch}, for ${name}`, revert, {
      expect: `Every revert commits, and ${expect.charAt(0).toLowerCase()}${expect.slice(1)} A conflict stops the line and pushes nothing.`,
    }),
    ...takenUp(voice, prefix),
  ];
  return atOnceSpeech({
    id,
    gitops: controller,
    why,
    targetName: namesOf(objects).join(', '),
    servesHttp: 'unknown',
    identity: [
      ...clusterIdentity(step, voice.kubectl),
      ...(needsCli(voice)
        ? [
            step('identity-argocd', 'Show who you are at Argo CD', `${argocd(voice)} account get-user-info`, {
              expect: 'Logged In: true, and your own name.',
            }),
          ]
        : []),
    ],
    record: [
      step('record', `Show which commit ${name} has applied`, appliedCommits(voice), {
        expect: `${base.commit} (${baselineVersion}), or what you deployed since: a rollback reverts this release alone. Anything unknown: find out first who deployed it.`,
        source: { file: first.file, line: first.line },
      }),
    ],
    prepare: { kind: 'unavailable', reason: why },
    promote: [
      step('promote', `Push ${newVersion} to ${branch}, for ${name}`, push, { expect, undo: revert }),
      ...takenUp(voice, 'promote'),
    ],
    verify: checksOf(voice, 'verify', head.commit),
    back,
    backChecks: checksOf(voice, 'rollback'),
    configRollback: {
      kind: 'unavailable',
      reason: `${name} brings configuration and images out from one branch: level 3 reverts both.`,
    },
    caveats: [
      `Whoever merges into ${branch} deploys: approve this plan before the merge, and let nobody else merge during the rollout. What is changed in the cluster by hand, ${name} reverts.`,
    ],
    blanks: answers.blanks(),
  });
}

/** Of one controller: of the one that brings more of the release out. */
function reachedObjects({ gitops }: Facts): readonly GitopsObject[] {
  return gitops
    .filter((finding) => isDeployed(finding))
    .map(({ objects = [] }) => objects)
    .reduce((most, each) => (each.length > most.length ? each : most), []);
}

function namesOf(objects: readonly GitopsObject[]): readonly string[] {
  return [...new Set(objects.map(({ name }) => name))];
}

function sourceWords({ answers, objects, controller }: Voice): { readonly url: string; readonly branch: string } {
  const sources = objects.flatMap(({ source }) => source ?? []);
  const urls = [...new Set(sources.map(({ url }) => url))];
  const branches = [...new Set(sources.flatMap(({ branch }) => branch ?? []))];
  const name = controllerNames[controller];
  return {
    url: answers.word({
      id: 'gitops-repository',
      question: `Which Git address of this repository does ${name} read${choices(urls)}?`,
      profileKey: 'gitopsRepository',
      found: onlyOne(urls),
    }),
    branch: answers.word({
      id: 'gitops-branch',
      question: `Which branch of it does ${name} bring out in production${choices(branches)}?`,
      profileKey: 'gitopsBranch',
      found: onlyOne(branches),
    }),
  };
}

/** In a checkout of what the branch holds now, others' later commits included. */
function revertOnBranch({ request: { facts } }: Voice, url: string, branch: string): string {
  const { release } = facts;
  const reverts =
    release.commits.length > REVERT_LIMIT ? `{ ${revertLoop(release)}; }` : revertsOf(release.commits).join(' && ');
  return `git fetch ${url} ${branch} && ${inCheckout('FETCH_HEAD', `${reverts} && git push ${url} HEAD:refs/heads/${branch}`)}`;
}

/** Whether an Application is waited for, which kubectl cannot have refreshed and wait for in one. */
function needsCli({ controller, objects }: Voice): boolean {
  return controller === 'argocd' && objects.some(({ path }) => path !== undefined);
}

/** The command line of Argo CD keeps contexts of its own, apart from those of kubectl. */
function argocd({ answers }: Voice): string {
  const context = answers.word({
    id: 'argocd-context',
    question: 'Which context of the argocd command is production (see `argocd context`)?',
    profileKey: 'argocdContext',
  });
  return `argocd --argocd-context ${context}`;
}

/** Has the controller look at once, where it would only look at its next interval, and waits as far as it can. */
function takenUp(voice: Voice, prefix: string): readonly Step[] {
  const { objects, controller, context, answers } = voice;
  if (controller === 'argocd') {
    const cli = argocd(voice);
    return objects
      .filter(({ path }) => path !== undefined)
      .map(({ name, automated, file, line }) =>
        step(
          `${prefix}-wait-${name}`,
          `Wait until ${name} is in step with the commit`,
          `${cli} app get ${name} --refresh && ${automated === true ? '' : `${cli} app sync ${name} && `}${cli} app wait ${name} --sync --health --timeout 600`,
          { expect: 'Synced and Healthy.', source: { file, line } },
        ),
      );
  }
  const repositories = objects.flatMap(({ repository }) => repository ?? []);
  const known = repositories.filter(({ namespace }) => namespace !== undefined);
  const [only, ...more] = [
    ...new Map((known.length > 0 ? known : repositories).map((each) => [each.name, each])).values(),
  ];
  if (only === undefined || more.length > 0) return [];
  const namespace = answers.word({
    id: 'gitops-namespace',
    question: `In which namespace does gitrepository/${only.name} stand?`,
    profileKey: 'gitopsNamespace',
    found: only.namespace,
  });
  return [
    step(
      `${prefix}-reconcile`,
      'Have Flux fetch the commit now',
      `flux --context ${context} --namespace ${namespace} reconcile source git ${only.name}`,
      { expect: 'fetched revision, with the commit that was pushed. What reads it is applied after that.' },
    ),
  ];
}

/** The kinds of objects, each with its names. */
function byResource(objects: readonly GitopsObject[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { resource, name } of objects) {
    found.set(resource, [...new Set([...(found.get(resource) ?? []), name])]);
  }
  return found;
}

function selected(names: readonly string[]): string {
  return `[.items[] | select(.metadata.name | IN(${names.map((name) => JSON.stringify(name)).join(', ')}))]`;
}

/** Namespaces are left to the cluster: a Kustomization may give objects another one than their files say. */
function appliedCommits({ kubectl, objects }: Voice): string {
  return [...byResource(objects.filter(({ path }) => path !== undefined))]
    .concat(objects.every(({ path }) => path === undefined) ? [...byResource(objects)] : [])
    .map(([resource, names]) => {
      const revision =
        resource === 'applications.argoproj.io'
          ? '.status.sync.revision // (.status.sync.revisions // [] | join(" "))'
          : '.status.lastAppliedRevision // .status.history[0].chartVersion';
      return `${kubectl} get ${resource} --all-namespaces --output json | ${strictJqText(`${selected(names)} | .[] | "\\(.metadata.namespace)/\\(.metadata.name) \\(${revision})"`)}`;
    })
    .join(' && ');
}

/** @param commit what must be applied; undefined where only the revert's own commit could tell. */
function checksOf({ kubectl, objects, controller }: Voice, prefix: string, commit?: string): readonly Validation[] {
  return [...byResource(objects)].map(([resource, names], index) => {
    const ready =
      controller === 'argocd'
        ? '.status.sync.status == "Synced" and .status.health.status == "Healthy"'
        : 'any(.status.conditions[]?; .type == "Ready" and .status == "True") and .status.observedGeneration == .metadata.generation';
    const applied = resource.startsWith('kustomizations.')
      ? ` and (.status.lastAppliedRevision // "" | endswith("${commit ?? ''}"))`
      : resource.startsWith('applications.')
        ? ` and ([.status.sync.revision, .status.sync.revisions[]?] | any(. == "${commit ?? ''}"))`
        : '';
    return {
      id: `gitops-${prefix}-${String(index + 1)}`,
      text: `${names.join(', ')}: ${controllerNames[controller]} reports ${commit === undefined || applied === '' ? 'each' : `each on ${commit.slice(0, 12)} and`} at rest and healthy.`,
      kind: 'command',
      expr: `${kubectl} get ${resource} --all-namespaces --output json | ${strictJq(`${selected(names)} | length >= ${String(names.length)} and all(.[]; ${ready}${commit === undefined ? '' : applied})`)}`,
    };
  });
}
