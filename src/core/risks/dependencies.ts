import type { RiskRule } from './rule';

/** A direct dependency that moves to another major version (semantic versioning; below 1.0 a minor counts). */
export const majorDependencyBump: RiskRule = {
  id: 'major-dependency-bump',
  dimension: 'dependencies',
  find: ({ facts }) =>
    facts.dependencies.flatMap(({ ecosystem, name, from, to, evidence }) => {
      if (from === undefined || to === undefined || breakingPart(from) === breakingPart(to)) return [];
      return [
        {
          key: `${ecosystem}-${name}`,
          issue: `${name} moves from ${from} to ${to}, a version that may break its users.`,
          evidence,
          trigger: 'Code relies on behaviour that the new version of the dependency changed.',
          impact: 3,
          probability: 3,
          fails: `Whatever uses ${name}; failures may show only under production load or data.`,
          detect: 'Error rate of the new version against the baseline in the Canary stage.',
          recover: 'Redeploy the recorded artifact: it carries the old version of the dependency.',
          monitor: `Errors whose stack names ${name}.`,
          mitigation: `Read the release notes of ${name} for breaking changes and test the paths that use it.`,
        },
      ];
    }),
};

/** The part of a version whose change announces a break; undefined when there is no number to compare. */
function breakingPart(requirement: string): string | undefined {
  const found = /(\d+)(?:\.(\d+))?/u.exec(requirement);
  if (found === null) return undefined;
  return found[1] === '0' ? `0.${found[2] ?? '0'}` : found[1];
}
