import { describe, expect, it } from 'vitest';
import type { PlatformTarget } from '../../../../../src/core/facts/schema';
import { factsOf } from '../../../../support/aWorkspace';

type Texts = Readonly<Record<string, string>>;

function targetsOf(texts: Texts, platform: string): readonly PlatformTarget[] {
  return factsOf(texts).platforms.find(({ id }) => id === platform)?.targets ?? [];
}

describe('what is told for another environment', () => {
  const chart: Texts = {
    'helm/shop/Chart.yaml': 'apiVersion: v2\nname: shop\n',
    'helm/shop/values-production.yaml': 'image:\n  tag: a\n',
    'helm/shop/values-uat.yaml': 'image:\n  tag: a\n',
  };

  it("is no values file of production's release", () => {
    const values = (deploy: string) =>
      targetsOf({ ...chart, 'bin/deploy': deploy }, 'helm')[0]?.details as { readonly values: readonly string[] };
    const branch = 'helm upgrade "$NAME" ./helm/shop --install --values ./helm/shop/values-uat.yaml\n';
    expect(
      values(`${branch}helm upgrade shop ./helm/shop --install --values ./helm/shop/values-"$ENVIRONMENT".yaml\n`),
    ).toMatchObject({ values: ['helm/shop/values-production.yaml'] });
    expect(values(branch)).toMatchObject({ values: ['helm/shop/values-production.yaml'] });
  });
});

describe('a workflow that deploys something else', () => {
  it('is not that of the service, though it names production', () => {
    const deploys = (on: string) =>
      `on: ${on}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: nais/deploy/actions/deploy@v2\n`;
    const names = (texts: Texts) => targetsOf(texts, 'github-workflow').map(({ name }) => name);
    const token = { '.github/workflows/deploy-unleash-api-token-prod.yaml': deploys('workflow_dispatch') };
    expect(
      names({ ...token, '.github/workflows/deploy-prod.yml': deploys('\n  push:\n    branches: [main]') }),
    ).toEqual(['deploy-prod.yml']);
    expect(names(token)).toEqual([]);
  });
});

describe('a Compose file beside the service', () => {
  it('is for developers where it runs a mock of another service', () => {
    const role = (name: string) =>
      factsOf({
        Dockerfile: 'FROM scratch\n',
        'docker-compose.mysql.yaml': `services:\n  shop:\n    build: .\n  ${name}:\n    image: shop/accounts\n`,
      }).platforms.find(({ id }) => id === 'docker-compose')?.role;
    expect(role('mock-accounts')).toBe('development');
    expect(role('accounts')).toBeUndefined();
  });
});
