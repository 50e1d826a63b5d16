import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../../support/aWorkspace';
import { at, pushed } from '../../../../../support/githubWorkflows';
import { speechFor } from '../../../../../support/speeches';

describe('the workflow of production', () => {
  it('is none of an environment that none of the users sees, and its commands name nothing of production', () => {
    const job = (environment: string): string =>
      `${pushed('branches: [main]')}  deploy:\n    environment: { name: ${environment} }\n    steps:\n      - run: helm upgrade shop ./chart --namespace trial --set image.tag=$GITHUB_SHA\n`;
    const chart = {
      'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
      'chart/values.yaml': 'image: { repository: acme/shop, tag: "1" }\n',
    };
    const told = (environment: string) => {
      const { promote, blanks, caveats } = speechFor(factsOf({ ...chart, [at('deploy.yml')]: job(environment) }));
      const isTold = caveats.some((caveat) => caveat.includes(at('deploy.yml')));
      return [promote[0]?.run.startsWith('git push '), blanks.some(({ id }) => id === 'kubernetes-namespace'), isTold];
    };
    expect(told('integration')).toEqual([false, true, false]);
    expect(told('production')).toEqual([true, false, true]);
    expect(told('live-integration')).toEqual([true, false, true]);
    const promoted = `${job('staging')}  promote:\n    environment: production\n    steps:\n      - run: ./promote.sh\n`;
    expect(factsOf({ [at('deploy.yml')]: promoted }).platforms.map(({ id }) => id)).toContain('github-workflow');
  });

  it('is none whose steps are named for another environment alone', () => {
    const found = (...names: readonly string[]): readonly string[] =>
      factsOf({
        [at('docker.yml')]:
          `name: Build and deploy\non: { push: { branches: [main] } }\njobs:\n  deploy:\n    steps:\n${names.map((name) => `      - { name: ${name}, run: curl -X POST https://example.com/up }\n`).join('')}`,
      }).platforms.map(({ id }) => id);
    expect(found('Build', 'Update images in staging')).toEqual([]);
    expect(found('Update images in staging', 'Deploy')).toEqual(['github-workflow']);
    expect(found('Build')).toEqual(['github-workflow']);
    const trial = `name: Deploy the performance test\non: { push: { branches: [main] } }\njobs:\n  deploy:\n    steps:\n      - run: aws s3 sync a s3://a\n`;
    expect(factsOf({ [at('performance-test.yml')]: trial }).platforms.map(({ id }) => id)).toEqual([]);
  });

  it('is none that only applies migrations, whatever its name', () => {
    const named = (run: string): string =>
      `${pushed('branches: [main]')}  deploy:\n    steps:\n      - uses: actions/checkout@v4\n      - run: ${run}\n      - run: echo "now deploy"\n`;
    const found = (run: string): readonly string[] =>
      factsOf({ [at('deploy-production.yml')]: named(run) }).platforms.map(({ id }) => id);
    expect(found('dotnet ef database update')).toEqual([]);
    expect(found('dotnet ef database update && ssh deploy@web.example.com ./up.sh')).toEqual(['github-workflow']);
    expect(found('./release.sh')).toEqual(['github-workflow']);
  });
});
