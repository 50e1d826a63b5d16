import { baseName, isForeign, roleOf } from './paths';
import type { InfrastructureChange } from './releaseChanges';
import type { ReleaseFile } from './schema';

const kinds: readonly { readonly kind: InfrastructureChange['kind']; readonly path: RegExp }[] = [
  { kind: 'terraform', path: /\.(?:tf|tfvars|hcl)$|(?:^|\/)\.terraform\.lock\.hcl$/u },
  {
    kind: 'cloudformation',
    path: /(?:^|\/)(?:cloudformation|cfn)\/.+\.(?:ya?ml|json)$|(?:^|\/)(?:template|samconfig)\.(?:ya?ml|toml)$|(?:^|\/)cdk\.json$/iu,
  },
  { kind: 'bicep', path: /\.bicep(?:param)?$/u },
  { kind: 'pulumi', path: /(?:^|\/)Pulumi(?:\.[\w-]+)?\.ya?ml$/u },
  { kind: 'ansible', path: /(?:^|\/)(?:ansible|playbooks|roles)\/.+\.ya?ml$/u },
  { kind: 'kustomize', path: /(?:^|\/)kustomization\.ya?ml$/u },
  { kind: 'helm', path: /(?:^|\/)(?:Chart|values[\w.-]*)\.ya?ml$|(?:^|\/)(?:charts?|helm[\w-]*)\/.+\.(?:ya?ml|tpl)$/u },
  { kind: 'kubernetes', path: /(?:^|\/)(?:k8s|kubernetes|manifests|kube|argocd|flux|\.nais|nais)\/.+\.ya?ml$/u },
  { kind: 'compose', path: /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/u },
  {
    kind: 'dockerfile',
    path: /(?:^|\/)(?:Dockerfile|Containerfile)(?:[.-][\w.-]+)?$|\.Dockerfile$|(?:^|\/)\.dockerignore$/iu,
  },
  {
    kind: 'web-server',
    path: /(?:^|\/)(?:nginx[\w.-]*\.conf|[\w.-]*nginx\/.+\.conf|Caddyfile|haproxy\.cfg|envoy[\w.-]*\.ya?ml|traefik[\w.-]*\.(?:ya?ml|toml))$/u,
  },
  {
    kind: 'platform',
    // Heroku reads `app.json` at the root only; translations bear that name as well.
    path: /^app\.json$|(?:^|\/)(?:Procfile|fly[\w.-]*\.toml|render\.ya?ml|vercel\.json|netlify\.toml|serverless\.ya?ml|azure\.ya?ml|appspec\.ya?ml|app\.yaml|railway\.(?:toml|json)|wrangler\.toml|deploy(?:\.[\w-]+)?\.yml|[\w.-]*task-?def[\w.-]*\.json)$/u,
  },
  {
    kind: 'pipeline',
    path: /^\.github\/workflows\/.+\.ya?ml$|^\.gitlab-ci\.ya?ml$|^\.circleci\/|^Jenkinsfile|^azure-pipelines|^bitbucket-pipelines\.yml$|^\.buildkite\//,
  },
];

/** Files that describe what the service runs on, touched by the release; each once, by the first kind that fits. */
export function infrastructureChanges(changed: readonly ReleaseFile[]): readonly InfrastructureChange[] {
  return changed.flatMap(({ path, status }): readonly InfrastructureChange[] => {
    if (isForeign(path) || roleOf(path) === 'example' || /\.(?:md|txt)$/u.test(baseName(path))) return [];
    const kind = kinds.find((each) => each.path.test(path))?.kind;
    return kind === undefined ? [] : [{ kind, file: path, status }];
  });
}
