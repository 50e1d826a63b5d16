import type { Step } from '../../plan/schema';
import type { Answers } from './answers';

/**
 * Shows which cluster a context means, and who one is there: `kubectl` with both words of the place. References:
 * https://kubernetes.io/docs/reference/kubectl/generated/kubectl_config/kubectl_config_view/,
 * https://kubernetes.io/docs/reference/kubectl/generated/kubectl_auth/kubectl_auth_whoami/.
 *
 * @param step makes a step whose id begins with the platform.
 */
export function clusterIdentity(
  step: (id: string, title: string, run: string, more: { readonly expect: string }) => Step,
  kubectl: string,
): readonly Step[] {
  return [
    step(
      'identity-cluster',
      'Show which cluster the context means',
      `${kubectl} config view --minify --output jsonpath='{.clusters[0].cluster.server}{"\\n"}'`,
      { expect: 'The address of the production API server.' },
    ),
    step('identity-user', 'Show who you are there (kubectl and cluster 1.28 or newer)', `${kubectl} auth whoami`, {
      expect: 'Your own user, not a robot.',
    }),
  ];
}

/** The context that every command for a cluster names. */
export function contextWord(answers: Answers): string {
  return answers.word({
    id: 'kubernetes-context',
    question: 'Which kubectl context is production (see `kubectl config get-contexts`)?',
    profileKey: 'context',
  });
}
