import type { DockerInstruction } from './formats/dockerfile';
import { baseName } from './paths';

const plainBase =
  /^(?:(?:docker\.io\/)?(?:library\/)?)?(?:alpine|debian|ubuntu|busybox|fedora|archlinux|rockylinux|almalinux|python|node|ruby|golang|openjdk|eclipse-temurin|amazonlinux)(?::|@|$)/u;
/** Programs of others that an image only sets up, those that watch among them, and tools of clouds. */
const othersBase =
  /(?:^|\/)(postgres|postgresql|postgis|mysql|mariadb|mongo|mongodb|redis|valkey|memcached|solr|elasticsearch|opensearch|rabbitmq|kafka|minio|localstack|mailhog|mailpit|prometheus|alertmanager|pushgateway|grafana|grafana-oss|grafana-enterprise|loki|promtail|alloy|mimir|tempo|fluentd|fluent-bit|opentelemetry-collector(?:-contrib)?|jaeger|zipkin|kibana|aws-cli|azure-cli|google-cloud-sdk|cloud-sdk)(?:-(?:alpine|debian|slim))?(?::|@|$)/u;
const dependencyFile =
  /^(?:requirements[\w.-]*|pyproject\.toml|Pipfile|package\.json|Gemfile|[\w.-]+\.lock|[\w.-]*lock\.(?:json|ya?ml)|go\.(?:mod|sum)|Cargo\.toml|\.npmrc|\.tool-versions)$/u;
const shell = /^(?:-\w+|(?:\/usr)?(?:\/bin\/)?(?:ba|z|da)?sh)$/u;

/**
 * Whether an image holds no program of this repository: a database, a monitor or a tool of others that it sets up, nothing that it
 * starts, or tools for people and pipelines: on a plain base it installs packages, copies no more than lists of them, and
 * starts nothing but a shell.
 */
export function isToolboxImage(instructions: readonly DockerInstruction[]): boolean {
  const stages = instructions.filter(({ keyword }) => keyword === 'FROM');
  const final = instructions.filter(({ stage }) => stage === stages.length - 1);
  const base = final[0]?.words[0] ?? '';
  const starts = final.filter(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  const others = othersBase.exec(base)?.[1];
  if (others !== undefined && starts.every(({ text }) => text.includes(others) || text.includes('docker-entrypoint')))
    return true;
  if (starts.some((instruction) => waits(instruction))) return true;
  if (!plainBase.test(base) || !final.some(({ keyword }) => keyword === 'RUN')) return false;
  if (starts.some(({ words }) => words.some((word) => !shell.test(word)))) return false;
  return final.every((instruction) => {
    const from = stageCopiedFrom(instruction);
    if (from === undefined) return copiesOnlyLists(instruction);
    const stage = stages.findIndex(({ words }) => words.at(-1) === from);
    return instructions.every(
      (each) => each.stage !== stage || stageCopiedFrom(each) !== undefined || copiesOnlyLists(each),
    );
  });
}

/** It is there for somebody to run commands in it. */
function waits({ words }: DockerInstruction): boolean {
  return /^(?:tail -f \/dev\/null|sleep (?:infinity|inf))$/u.test(words.join(' '));
}

function stageCopiedFrom({ flags }: DockerInstruction): string | undefined {
  return flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
}

function copiesOnlyLists({ keyword, words }: DockerInstruction): boolean {
  if (keyword !== 'COPY' && keyword !== 'ADD') return true;
  return words.slice(0, -1).every((source) => dependencyFile.test(baseName(source)));
}
