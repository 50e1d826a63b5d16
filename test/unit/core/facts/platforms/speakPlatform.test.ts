import { describe, expect, it } from 'vitest';
import { speakPlatform } from '../../../../../src/core/facts/platforms/platforms';
import { usualBands } from '../../../../../src/core/facts/platforms/platform';
import { blanksIn } from '../../../../../src/core/plan/blanks';
import { defectsOf } from '../../../../../src/core/plan/problems/commandProblems';
import { factsOf, webManifests } from '../../../../support/aWorkspace';
import { platformWorkspaces } from '../../../../support/platformWorkspaces';
import { commandsOf, filled, speechesOf, stepsOf, validationsOf } from '../../../../support/speeches';

describe('speakPlatform', () => {
  const request = {
    deployment: 'd',
    baselineVersion: 'a',
    newVersion: 'b',
    profile: {},
    bands: usualBands,
  };

  it('never plans for examples, and says what it only knows by name', () => {
    expect(speakPlatform(factsOf({ 'examples/web.yaml': webManifests() }), '.', request)).toEqual({ kind: 'none' });
    expect(speakPlatform(factsOf({ Dockerfile: 'FROM scratch' }), '.', request)).toEqual({
      kind: 'detected-only',
      finding: { id: 'dockerfile', evidence: [{ file: 'Dockerfile', line: 1 }] },
    });
  });

  it('prefers what deploys the unit, then what a pipeline deploys to', () => {
    const texts = {
      'k8s/web.yaml': webManifests(),
      'apps/web/Dockerfile': 'FROM scratch',
      'apps/web/fly.toml': 'app = "web"\n',
      '.github/workflows/x.yml': 'jobs:\n  a:\n    steps:\n      - run: gcloud run deploy shop --region us-east1\n',
    };
    const chosen = (unit: string, profile = {}) => {
      const choice = speakPlatform(factsOf(texts), unit, { ...request, profile });
      return choice.kind === 'none' ? 'none' : choice.finding.id;
    };
    expect([chosen('apps/web'), chosen('.'), chosen('.', { platform: { id: 'kubernetes' } })]).toEqual([
      'fly',
      'cloud-run',
      'kubernetes',
    ]);
  });

  it('prefers a pipeline that deploys to a platform without a place in the table to a chart that nothing installs', () => {
    const deploying = (run: string) => ({
      'chart/Chart.yaml': 'name: shop\n',
      '.github/workflows/deploy.yml': `name: Deploy\non: workflow_dispatch\njobs:\n  a:\n    steps:\n      - run: ${run}\n`,
    });
    const application = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\n';
    const chosen = (texts: Parameters<typeof factsOf>[0]) => {
      const choice = speakPlatform(factsOf(texts), '.', request);
      return choice.kind === 'none' ? 'none' : choice.finding.id;
    };
    const azure = deploying('az containerapp update --name shop --image acme/shop');
    expect([chosen(azure), chosen(deploying('./ship')), chosen({ ...azure, 'argocd/shop.yaml': application })]).toEqual(
      ['github-workflow', 'helm', 'helm'],
    );
  });

  it('does not speak plain Kubernetes where Argo Rollouts steers', () => {
    const facts = factsOf({
      'k8s/web.yaml': webManifests(),
      'k8s/rollout.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: shop }\n',
    });
    expect(speakPlatform(facts, '.', request)).toMatchObject({ kind: 'spoken', finding: { id: 'argo-rollouts' } });
  });
});

describe('what any platform says', () => {
  const speeches = platformWorkspaces.flatMap(speechesOf);

  it('lists every blank that its commands refer to, and no other', () => {
    const wrong = speeches.flatMap((speech) => {
      const known = speech.blanks.map(({ id }) => id);
      const named = new Set([...commandsOf(speech), speech.targetName].flatMap(blanksIn));
      return [
        ...[...named].filter((id) => !known.includes(id)).map((id) => `${speech.platform.id} names ${id}`),
        // How many pods run decides the shares of the stages once it is answered.
        ...known
          .filter((id) => !named.has(id) && id !== 'kubernetes-replicas')
          .map((id) => `${speech.platform.id} asks for ${id} in vain`),
      ];
    });
    expect(wrong).toEqual([]);
  });

  it('breaks none of the rules that commands of people are held against', () => {
    const defects = speeches.flatMap((speech) => {
      const recorded = new Set(speech.record.map(({ run }) => run));
      return commandsOf(speech).flatMap((run) =>
        defectsOf(filled(speech, run, 'an-answer'), recorded.has(run) ? {} : speech.platform, {}).map(
          ({ id, message }) => `${speech.platform.id} ${id}: ${message} ${run}`,
        ),
      );
    });
    expect(defects).toEqual([]);
  });

  it('gives every item its own id', () => {
    const ids = speeches.map((speech) => [...stepsOf(speech), ...validationsOf(speech)].map(({ id }) => id));
    expect(ids.filter((all) => new Set(all).size < all.length)).toEqual([]);
  });
});
