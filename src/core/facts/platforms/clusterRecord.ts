import { recordLabel, recordName, strictJq, strictJqText } from './kubernetes/voice';

/**
 * An immutable ConfigMap that keeps what a rollback needs beside the service, where a stranger on another machine finds
 * it. `create` refuses an existing name, so that a second run overwrites nothing.
 */
export interface ClusterRecord {
  readonly name: string;
  /** Reads one key. */
  readonly read: (key: string) => string;
  /** Stores `data`, a jq object built from `$name`s that `given` defines, with jq's options. */
  readonly create: (data: string, given: string) => string;
}

export function clusterRecord(kubectl: string, deployment: string, what: string): ClusterRecord {
  const name = recordName(deployment, what);
  return {
    name,
    read: (key) => `${kubectl} get configmap ${name} --output json | ${strictJqText(`.data.${key}`)}`,
    create: (data, given) => {
      const program = `{apiVersion: "v1", kind: "ConfigMap", metadata: {name: "${name}", labels: {"cc10x-deployment": "${recordLabel(deployment)}"}}, immutable: true, data: ${data}}`;
      return `${strictJq(program, given)} | ${kubectl} create --filename -`;
    },
  };
}
