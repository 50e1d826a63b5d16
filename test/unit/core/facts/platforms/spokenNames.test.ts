import { describe, expect, it } from 'vitest';
import { platforms } from '../../../../../src/core/facts/platforms/platforms';
import { platformWorkspaces } from '../../../../support/platformWorkspaces';
import { commandsOf, speechesOf } from '../../../../support/speeches';
import { spokenCommands } from './references/reference';
import { references } from './references/references';

/** Values that belong to the program and not to a repository, as its reference names them. */
const standard: Readonly<Record<string, string>> = {
  aws: `dev null json text TemplateBody Created Queued InProgress Ready FunctionVersion StackResourceDetail.PhysicalResourceId
    ServerlessDeploymentApplication service.taskDefinition taskDefinition.taskDefinitionArn`,
  azd: 'AZURE_SUBSCRIPTION_ID',
  docker: '/dev/null false never - recorded',
  fly: "registry.fly.io sh -c 'cd true'",
  gcloud: 'ACTIVE default ip json status',
  gh: 'conclusion createdAt databaseId displayTitle nameWithOwner pull_request workflow_dispatch',
  git: 'HEAD FETCH_HEAD core.hooksPath dev null https github.com git.heroku.com .git main master refs heads no',
  glab: `POST deployments environment finished_after 2000-01-01T00 00Z finished_at jobs order_by sort desc per_page play
    projects retry scope status success user`,
  helm: 'json server',
  heroku: '-- true',
  kubectl: `- applications.argoproj.io helmreleases.helm.toolkit.fluxcd.io kustomizations.kustomize.toolkit.fluxcd.io canaries.flagger.app rollouts.argoproj.io client condition configmap configmaps create daemonset daemonsets.apps
    delete deployment deployments.apps json merge patch pods promoted scale statefulset statefulsets.apps update wide`,
  netlify: 'getCurrentUser getSite listSiteDeploys restoreSiteDeploy production',
  vercel: '10m releaseCommit',
};
/** What is said to the shell and to the programs that only read what others print. */
const reading = new Set(['cat', 'echo', 'for', 'grep', 'head', 'printf', 'readlink', 'tail', 'test', 'tr']);
/** What is made of the deployment's own name, of its versions and commits, or of a name in the repository. */
const derived =
  /^cc10x-2025-10-27-user-auth|^2025-10-27-user-auth$|^(?:new|old)-20251027$|^release-2{12}$|^[12]{40}$|^v1[.-][45][.-]0$|^[A-Z][a-z]+DeploymentGroup$|^SERVICE_[A-Z_]+_IMAGE_NAME$/u;
const suffix = /-(?:canary|primary|)$/u;
/** Flags whose value is a file or folder of the repository. */
const fileFlags =
  /^--(?:filename|kustomize|values|compose-file|file|config|config-file|template-file|project-directory)$/u;

const spoken = platformWorkspaces.map((texts) => {
  const speeches = speechesOf(texts);
  const lines = [...new Set(speeches.flatMap(commandsOf))];
  return {
    texts,
    ids: speeches.map(({ platform }) => platform.id),
    lines: lines.map((line) => ({ line, commands: spokenCommands(line, references) })),
  };
});
const plain = (text: string): string => text.replace(/\{\{blank:[\w-]+\}\}/gu, ' ');
const isComputed = (text: string): boolean => /[{}|[\]()"$<>!\\]/u.test(text);

describe('every name that a command says', () => {
  it('comes from platforms that all speak here', () => {
    const ids = new Set(spoken.flatMap(({ ids: each }) => each));
    expect(platforms.filter(({ id, speak }) => speak !== undefined && !ids.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it('stands in the repository, or belongs to the program', () => {
    const invented = spoken.flatMap(({ texts, lines }) => {
      const all = Object.entries(texts).flat().join('\n');
      return lines.flatMap(({ line, commands }) =>
        commands
          .filter(({ program }) => !reading.has(program))
          .flatMap(({ program, values }) =>
            values
              // A message is for people.
              .filter(({ flag = '', text }) => !['-m', '--message'].includes(flag) && !isComputed(plain(text)))
              .flatMap(({ text }) => plain(text).split(/[\s/=:,@?&]+/u))
              .filter((piece) => {
                const named = [piece, piece.replace(suffix, ''), ...piece.split('_')];
                return !(
                  piece === '' ||
                  /^[\d.]+s?$/u.test(piece) ||
                  derived.test(piece) ||
                  (standard[program] ?? '').split(/[\s/]+/u).includes(piece) ||
                  named.slice(0, 2).some((each) => all.includes(each)) ||
                  named.slice(2).every((each) => all.includes(each))
                );
              })
              .map((piece) => `${piece} in ${line}`),
          ),
      );
    });
    expect(invented).toEqual([]);
  });

  it('is there where it is a file', () => {
    const missing = spoken.flatMap(({ texts, lines }) =>
      lines.flatMap(({ line, commands }) => {
        const folder = commands.find(({ program }) => program === 'cd')?.values[0]?.text ?? '';
        const isThere = (name: string): boolean =>
          ['', `${folder}/`].some((place) =>
            Object.keys(texts).some((path) => path === place + name || path.startsWith(`${place}${name}/`)),
          );
        return commands
          .flatMap(({ program, values }) =>
            program === 'bash' || program === 'kustomize'
              ? values.slice(0, 1)
              : values.filter(({ flag }) => fileFlags.test(flag ?? '')),
          )
          .map(({ text }) => text)
          .filter((text) => !isComputed(text) && !['-', '.'].includes(text) && !isThere(text))
          .map((text) => `${text} in ${line}`);
      }),
    );
    expect(missing).toEqual([]);
  });

  it('is a variable that the program reads, or one of the repository', () => {
    const unknown = spoken.flatMap(({ texts, lines }) =>
      lines.flatMap(({ line }) =>
        [...line.matchAll(/(?<=^|[\s(])([A-Z][A-Z0-9_]+)=(?=\S)/gu)]
          .map(([, name = '']) => name)
          .filter(
            (name) =>
              !references.some(({ environment = [] }) => environment.includes(name)) &&
              !Object.values(texts).some((text) => text.includes(name)),
          )
          .map((name) => `${name} in ${line}`),
      ),
    );
    expect(unknown).toEqual([]);
  });
});
