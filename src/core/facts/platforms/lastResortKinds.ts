import type { OtherKind } from './otherPlatforms';

/**
 * What most repositories have beside the platform of their service, for its pages or for what it stands on: told only where
 * nothing else is.
 */
export const lastResortKinds: readonly OtherKind[] = [
  {
    // https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/
    name: 'AWS CloudFormation',
    lines: {
      mention: /cloudformation/u,
      run: /\baws\s+(?:--?\S+\s+(?:[^-\s]\S*\s+)?)*cloudformation\s+(?:deploy|update-stack|create-change-set)\b/u,
      uses: /^aws-actions\/aws-cloudformation-github-deploy@/u,
      names: [/--stack-name[= ]["']?([A-Za-z][\w-]*)/u],
      inputs: ['name'],
    },
    things: 'stacks',
  },
  {
    // https://docs.github.com/en/pages/getting-started-with-github-pages/using-custom-workflows-with-github-pages
    name: 'GitHub Pages',
    lines: {
      mention: /pages/u,
      uses: /^(?:actions\/deploy-pages|peaceiris\/actions-gh-pages|JamesIves\/github-pages-deploy-action)@/u,
    },
    things: 'sites',
  },
];
