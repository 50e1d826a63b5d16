import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../../../src/core/facts/schema';
import { factsOfChange } from '../../../../support/aChange';
import { webManifests } from '../../../../support/aWorkspace';
import { speechFor } from '../../../../support/speeches';

const profile = { platform: { context: 'prod-eu' } };
const readers = [
  "export const wallet = process.env.FEATURE_WALLET === 'true';",
  'export const tips = Boolean(process.env.FEATURE_TIPS);',
];
const former = 'export const old = process.env.FEATURE_OLD === "true";';

/** A service whose release adds `readers` to its code. */
function releaseOf(deployment: Readonly<Record<string, string>>): Facts {
  return factsOfChange({ 'src/pay.js': { before: former, after: [former, ...readers].join('\n') } }, deployment);
}

describe('level 2 turns off the environment values that came with the release', () => {
  it('kubernetes: on the canary first, and asks for the value that the code leaves open', () => {
    const speech = speechFor(releaseOf({ 'k8s/web.yaml': webManifests() }), profile);
    const kubectl = 'kubectl --context {{blank:kubernetes-context}} --namespace shop';
    const pairs = 'FEATURE_TIPS={{blank:off-value-FEATURE_TIPS}} FEATURE_WALLET=false';
    const source = { file: 'src/pay.js', line: 3 };
    expect(speech.configRollback).toEqual({
      kind: 'steps',
      steps: [
        {
          id: 'kubernetes-switch-off-canary',
          title: 'Turn FEATURE_TIPS, FEATURE_WALLET off on deployment/checkout-canary, if there is one',
          run: `if ${kubectl} get deployment/checkout-canary; then ${kubectl} set env deployment/checkout-canary --containers=checkout ${pairs}; fi`,
          shell: 'bash',
          expect: 'env updated; NotFound when there is no canary.',
          source,
        },
        {
          id: 'kubernetes-switch-off-checkout',
          title: 'Turn FEATURE_TIPS, FEATURE_WALLET off on Deployment/checkout',
          run: `${kubectl} set env deployment/checkout --containers=checkout ${pairs} && ${kubectl} rollout status deployment/checkout --timeout=600s`,
          shell: 'bash',
          expect:
            'env updated, then successfully rolled out. The value stays on the object until `kubectl set env … FEATURE_TIPS- FEATURE_WALLET-` takes it away.',
          source,
        },
      ],
      validations: [
        {
          id: 'kubernetes-switched-off',
          text: 'Nobody meets any more what FEATURE_TIPS, FEATURE_WALLET guards.',
          kind: 'manual',
        },
      ],
      when: 'When what FEATURE_TIPS, FEATURE_WALLET guards misbehaves. What else the release changes goes back with Level 3.',
    });
    expect(speech.blanks.filter(({ id }) => id.startsWith('off-value'))).toEqual([
      {
        id: 'off-value-FEATURE_TIPS',
        question: 'Which value of FEATURE_TIPS turns off what it guards (src/pay.js:3 reads it)?',
        value: null,
      },
    ]);
  });

  it('kubernetes under GitOps: a commit, so not here', () => {
    const argocd =
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\nspec: { source: { path: k8s } }\n';
    const speech = speechFor(releaseOf({ 'k8s/web.yaml': webManifests(), 'argocd/shop.yaml': argocd }), profile);
    expect(speech.configRollback.kind).toBe('unavailable');
  });

  it('heroku: config vars of the app', () => {
    const speech = speechFor(releaseOf({ Procfile: 'web: node src/pay.js\n' }), { platform: { app: 'acme-shop' } });
    expect(speech.configRollback.kind === 'steps' && speech.configRollback.steps.map(({ run }) => run)).toEqual([
      'heroku config:set FEATURE_TIPS={{blank:off-value-FEATURE_TIPS}} FEATURE_WALLET=false --app {{blank:heroku-app}}',
    ]);
  });
});
