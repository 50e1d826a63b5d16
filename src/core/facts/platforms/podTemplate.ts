import type { ClusterRecord } from './clusterRecord';
import { strictJq } from './kubernetes/voice';

/** Commands that put a recorded pod template back, whole, and tell whether it is there. */
export interface PodTemplate {
  /** Into the ConfigMap; the object is read by `from`. */
  readonly record: string;
  readonly restore: string;
  readonly isRestored: string;
}

/**
 * The whole template, so that environment and limits go back with the image. A JSON patch that replaces it can be
 * repeated, unlike an undo to a revision, whose number changes when it is used.
 *
 * @param ref of the object with `spec.template`.
 * @param guard jq that fails when the object is not at rest.
 */
export function podTemplate(kubectl: string, ref: string, record: ClusterRecord, guard?: string): PodTemplate {
  const get = `${kubectl} get ${ref} --output json`;
  const check = guard === undefined ? '' : `${guard} && `;
  const images = 'map(.image)';
  return {
    record: `${check}${get} | ${record.create('{template: (.spec.template | tojson)}', '')}`,
    restore: `patch="$(${kubectl} get configmap ${record.name} --output json | ${strictJq('[{op: "replace", path: "/spec/template", value: (.data.template | fromjson)}]')})" && ${kubectl} patch ${ref} --type json --patch "$patch"`,
    isRestored: `template="$(${record.read('template')})" && ${get} | ${strictJq(`(.spec.template.spec.containers | ${images}) == ($template.spec.containers | ${images})`, '--argjson template "$template"')}`,
  };
}
