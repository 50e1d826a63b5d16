import { saysElsewhere, saysProduction } from '../../paths';
import type { JobStart } from '../../schema';
import { saysDeploy } from './saysDeploy';

/** A block of a Declarative Pipeline: what stands before its brace, and what it holds. */
interface Block {
  readonly head: string;
  readonly line: number;
  /** What stands in it itself, without its blocks. */
  text: string;
  readonly blocks: Block[];
}

/**
 * What starts the stages of a Declarative Pipeline that deploy: `when` with `branch` and `tag`, and `input`, for which a stage or a
 * step of it waits (https://www.jenkins.io/doc/book/pipeline/syntax/#when, https://www.jenkins.io/doc/book/pipeline/syntax/#input).
 * Conditions of other kinds are not read: such a stage tells nothing.
 */
export function jenkinsStarts(file: string, text: string): readonly JobStart[] {
  const stages = stagesIn(blocksOf(text));
  const named = stages.filter(({ name }) => saysDeploy(name));
  const isProduction = ({ name, block }: Stage): boolean =>
    [name, ...block.blocks.filter(({ head }) => head === 'environment' || head === 'when').map(whole)].some((said) =>
      /(?:^|[^a-z])(?:prod|prd|production|live)(?:$|[^a-z])/iu.test(said),
    );
  const production = named.filter(isProduction);
  const likely =
    production.length > 0
      ? production
      : named.filter(({ name }) => !saysElsewhere(name) && !/\bfeature\b/iu.test(name));
  return likely.flatMap((stage): readonly JobStart[] => {
    const conditions = stage.around.flatMap((block) => block.blocks.filter(({ head }) => head === 'when'));
    const branches = conditions.flatMap((when) => valuesOf(when, 'branch'));
    const tags = conditions.flatMap((when) => valuesOf(when, 'tag'));
    if (branches.length === 0 && tags.length === 0) return [];
    if (!saysProduction(stage.name) && branches.some(saysElsewhere)) return [];
    const holds = stage.around.some(asks) ? [stage.name] : [];
    return [
      { system: 'Jenkins', job: stage.name, branches, tags, holds, evidence: [{ file, line: stage.block.line }] },
    ];
  });
}

interface Stage {
  readonly name: string;
  readonly block: Block;
  /** Itself, and the stages that it stands in. */
  readonly around: readonly Block[];
}

function stagesIn(block: Block, around: readonly Block[] = []): readonly Stage[] {
  return block.blocks.flatMap((each): readonly Stage[] => {
    const name = /^stage\s*\(\s*(?:name\s*:\s*)?(["'])(.+?)\1\s*\)$/u.exec(each.head)?.[2];
    if (name === undefined) return stagesIn(each, around);
    const own = [...around, each];
    const inner = stagesIn(each, own);
    return [{ name, block: each, around: own }, ...inner];
  });
}

/** `branch 'main'`, `branch pattern: "release-*"`, in the block itself or in `allOf` and `anyOf` of it. */
function valuesOf(when: Block, kind: 'branch' | 'tag'): readonly string[] {
  const own = new RegExp(`(?:^|[\\s;])${kind}\\s*\\(?\\s*(?:pattern\\s*:\\s*)?(["'])([^"'$]+)\\1`, 'gu');
  const inner = when.blocks.filter(({ head }) => head === 'allOf' || head === 'anyOf');
  return [
    ...[...when.text.matchAll(own)].flatMap(([, , value]) => value ?? []),
    ...inner.flatMap((block) => valuesOf(block, kind)),
  ];
}

/** The directive of a stage, or the step. */
function asks(stage: Block): boolean {
  const steps = stage.blocks.filter(({ head }) => head === 'steps' || head === 'script');
  return (
    stage.blocks.some(({ head }) => head === 'input') ||
    steps.some(
      (block) => /(?:^|[\s;])input\s*[(\s]\s*(?:message\s*:\s*|id\s*:\s*)?["']/u.test(block.text) || asks(block),
    )
  );
}

function whole({ text, blocks }: Block): string {
  return [text, ...blocks.map((block) => `${block.head} ${whole(block)}`)].join(' ');
}

/** The braces of a Groovy text. Texts in quotes and comments open and close nothing. */
function blocksOf(text: string): Block {
  const root: Block = { head: '', line: 1, text: '', blocks: [] };
  const open: Block[] = [root];
  const token =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'''[\s\S]*?'''|"""[\s\S]*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|[{}]|\n|[^{}"'/\n]+|\//gu;
  let line = 1;
  let statement = '';
  for (const [part] of text.matchAll(token)) {
    const current = open.at(-1) ?? root;
    if (part === '{') {
      const block: Block = { head: statement.trim(), line, text: '', blocks: [] };
      current.blocks.push(block);
      open.push(block);
      statement = '';
    } else if (part === '}') {
      current.text += statement;
      if (open.length > 1) open.pop();
      statement = '';
    } else if (part === '\n') {
      current.text += `${statement}\n`;
      statement = '';
    } else if (!part.startsWith('//') && !part.startsWith('/*')) statement += part;
    line += part.split('\n').length - 1;
  }
  root.text += statement;
  return root;
}
