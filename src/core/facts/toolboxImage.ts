import type { DockerInstruction } from './formats/dockerfile';
import { baseName } from './paths';

const plainBase =
  /^(?:(?:docker\.io\/)?(?:library\/)?)?(?:alpine|debian|ubuntu|busybox|fedora|archlinux|rockylinux|almalinux|python|node|ruby|golang|openjdk|eclipse-temurin|amazonlinux)(?::|@|$)/u;
const dependencyFile =
  /^(?:requirements[\w.-]*|pyproject\.toml|Pipfile|package\.json|Gemfile|[\w.-]+\.lock|[\w.-]*lock\.(?:json|ya?ml)|go\.(?:mod|sum)|Cargo\.toml|\.npmrc|\.tool-versions)$/u;
const shell = /^(?:-\w+|(?:\/usr)?(?:\/bin\/)?(?:ba|z|da)?sh)$/u;

/**
 * Whether an image holds tools for people or pipelines rather than a program of this repository: on a plain base it installs
 * packages, copies no more than lists of them, and starts nothing but a shell.
 */
export function isToolboxImage(instructions: readonly DockerInstruction[]): boolean {
  const stages = instructions.filter(({ keyword }) => keyword === 'FROM');
  const final = instructions.filter(({ stage }) => stage === stages.length - 1);
  if (!plainBase.test(final[0]?.words[0] ?? '') || !final.some(({ keyword }) => keyword === 'RUN')) return false;
  const starts = final.filter(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
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

function stageCopiedFrom({ flags }: DockerInstruction): string | undefined {
  return flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
}

function copiesOnlyLists({ keyword, words }: DockerInstruction): boolean {
  if (keyword !== 'COPY' && keyword !== 'ADD') return true;
  return words.slice(0, -1).every((source) => dependencyFile.test(baseName(source)));
}
