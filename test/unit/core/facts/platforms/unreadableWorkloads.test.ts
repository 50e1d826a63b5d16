import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

const replica = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: auctions-replica
spec:
  replicas: 1
  selector:
    matchLabels:
      app: replica
  template:
    spec:
      containers:
        - name: replica
          image: registry.example.com/replica:1
`;
const templated = `---
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app: auctions
  name: auctions-web
spec:
  replicas: [{% raw %}
---
apiVersion: v1
kind: Service
metadata:
  name: auctions-api
`;

describe('manifests that are filled in later', () => {
  it('are named, each once, where a renderer fills them in for production', () => {
    const web = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  <% if small %>\n  replicas: 3\n  <% end %>\n`;
    const [kubernetes] = factsOf({
      'config/deploy/production/web.yaml.erb': web,
      'config/deploy/web.yaml.erb': web,
      'config/deploy/staging/canary.yaml.erb': web.replace('web', 'trial'),
    }).platforms;
    expect(kubernetes?.targets?.map(({ name }) => name)).toEqual(['web']);
  });

  it('are named among the workloads, so that the one beside them is not taken for the only one', () => {
    const [kubernetes] = factsOf({ 'ops/replica.yml': replica, 'ops/production.yml': templated }).platforms;
    expect(kubernetes?.targets?.map(({ name, evidence }) => ({ name, evidence }))).toEqual([
      { name: 'auctions-replica', evidence: [{ file: 'ops/replica.yml', line: 2 }] },
      { name: 'auctions-web', evidence: [{ file: 'ops/production.yml', line: 1 }] },
    ]);
  });
});
