import { describe, expect, it } from 'vitest';
import { risksIn } from '../../../support/aRiskyRelease';

type Texts = Readonly<Record<string, string>>;

describe('protections that the release takes away', () => {
  const told = (base: Texts, head: Texts): unknown =>
    risksIn({ base, head }).filter((risk) => risk.startsWith('removed-protection'));
  const deployment = (container: string, replicas = 2): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: ${String(replicas)}\n  template:\n    spec:\n      containers:\n        - name: app\n          image: shop:1\n${container}`;
  const probe = '          readinessProbe:\n            httpGet:\n              path: /ready\n';
  const rights = '          securityContext:\n            runAsNonRoot: true\n';

  it.each([
    ['a probe', probe],
    ['a right', rights],
  ])('are %s of a container that stays', (_, text) => {
    const file = 'k8s/shop.yaml';
    expect(told({ [file]: deployment(text) }, { [file]: deployment('') })).toEqual([`removed-protection ${file}`]);
    expect(told({ [file]: deployment(text) }, { [file]: deployment(text, 3) })).toEqual([]);
    expect(told({ [file]: deployment(text) }, {})).toEqual([]);
    // Another probe of the same kind takes its place, and an object may move to another file.
    expect(told({ [file]: deployment(text) }, { 'k8s/other.yaml': deployment(text) })).toEqual([]);
  });

  it('take a probe for there that asks in another way', () => {
    const other = '          readinessProbe:\n            tcpSocket:\n              port: 80\n';
    expect(told({ 'a.yaml': deployment(probe) }, { 'a.yaml': deployment(other) })).toEqual([]);
  });

  it('are rules of the network and budgets of workloads that stay', () => {
    const policy = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: shop\nspec: {}\n';
    const base = { 'k8s/policy.yaml': policy, 'k8s/shop.yaml': deployment('') };
    expect(told(base, { 'k8s/shop.yaml': deployment('', 3) })).toEqual(['removed-protection k8s/policy.yaml']);
    expect(told(base, {})).toEqual([]);
  });

  it('are the users of images and of services', () => {
    const image = (user: string): string => `FROM ruby:3.4\nCOPY . .\n${user}CMD ["a"]\n`;
    expect(told({ Dockerfile: image('USER app\n') }, { Dockerfile: image('') })).toEqual([
      'removed-protection Dockerfile',
    ]);
    expect(told({ Dockerfile: image('USER app\n') }, { Dockerfile: image('USER shop\n') })).toEqual([]);
    expect(told({ Dockerfile: image('USER app\n') }, { Dockerfile: 'FROM shop/base\nCMD ["a"]\n' })).toEqual([]);
    expect(told({ Dockerfile: image('USER app\n') }, { Dockerfile: image('RUN apk add su-exec\n') })).toEqual([]);
    const compose = (user: string): string => `services:\n  web:\n    image: shop:1\n${user}`;
    const file = 'docker-compose.yml';
    expect(told({ [file]: compose('    user: "1000:1000"\n') }, { [file]: compose('') })).toEqual([
      `removed-protection ${file}`,
    ]);
    expect(told({ [file]: compose('    user: root\n') }, { [file]: compose('') })).toEqual([]);
  });
});
