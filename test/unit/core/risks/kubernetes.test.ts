import { expect, it } from 'vitest';
import { webManifests } from '../../../support/aWorkspace';
import { analysisOf, risksIn } from '../../../support/aRiskyRelease';

const two = {
  'k8s/a.yaml': webManifests({ name: 'a', image: 'r/a:1', replicas: '1' }),
  'k8s/b.yaml': webManifests({ name: 'b', image: 'r/b:1', replicas: '1' }),
};

it('looks at every workload that takes requests, and tells one risk for all of them', () => {
  const [single, ...others] = analysisOf({ head: two }).risks.filter(({ rule }) => rule === 'single-replica');
  expect([single?.issue, others]).toEqual(['a runs with one replica. The same holds for b.', []]);
  expect(single?.evidence.map(({ file }) => file)).toEqual(['k8s/a.yaml', 'k8s/b.yaml']);
});

it('tells a workload once that an overlay takes in', () => {
  const head = { 'k8s/a.yaml': two['k8s/a.yaml'], 'k8s/kustomization.yaml': 'namePrefix: eu-\nresources: [a.yaml]\n' };
  const [single] = analysisOf({ head }).risks.filter(({ rule }) => rule === 'single-replica');
  expect(single?.issue).toBe('eu-a runs with one replica.');
});

it('sees clients that stick to a pod behind any of the Services', () => {
  const sticky = two['k8s/b.yaml'].replace(
    /kind: Service\n([\s\S]*?)spec:/u,
    'kind: Service\n$1spec:\n  sessionAffinity: ClientIP',
  );
  expect(risksIn({ head: { ...two, 'k8s/b.yaml': sticky } }).filter((risk) => risk.startsWith('sticky'))).toHaveLength(
    1,
  );
});

it('says nothing of pods where a pipeline deploys to something else', () => {
  const workflow = 'jobs:\n  a:\n    steps:\n      - run: gcloud run deploy a --image r/a:1 --region us-east1\n';
  const head = { ...two, '.github/workflows/deploy.yml': workflow };
  expect(analysisOf({ head }).risks.map(({ rule }) => rule)).not.toContain('single-replica');
});
