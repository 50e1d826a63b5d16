import { DockerfileParser, ModifiableInstruction } from 'dockerfile-ast';

/** One instruction of a Dockerfile, in the order of the file. */
export interface DockerInstruction {
  /** In capitals: `FROM`, `RUN`, `CMD` … */
  readonly keyword: string;
  /** Of the keyword, from 1. */
  readonly line: number;
  /** `--platform=linux/amd64` as written. */
  readonly flags: readonly string[];
  /** Everything after the keyword and its flags, continuation lines joined. */
  readonly text: string;
  /** The strings of the JSON form (`CMD ["node", "server.js"]`), else the words between blanks. Variables are kept. */
  readonly words: readonly string[];
  /** Whether the JSON form was used: then no shell runs it. */
  readonly exec: boolean;
  /** Index of the build stage; -1 before the first `FROM`. */
  readonly stage: number;
}

/** Larger texts are no Dockerfiles that people write, in UTF-16 code units. */
const LIMIT = 300_000;

/**
 * The instructions of a Dockerfile (https://docs.docker.com/reference/dockerfile/).
 * @throws Error when the text is too large or has no instruction at all.
 */
export function parseDockerfile(text: string): readonly DockerInstruction[] {
  if (text.length > LIMIT) throw new Error('larger than 300,000 characters');
  let stage = -1;
  const found = DockerfileParser.parse(text)
    .getInstructions()
    .map((instruction): DockerInstruction => {
      const keyword = instruction.getKeyword();
      if (keyword === 'FROM') stage++;
      const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags().map(String) : [];
      const content = (instruction.getArgumentsContent() ?? '').trim();
      const strings = content.startsWith('[') ? jsonStrings(content) : undefined;
      return {
        keyword,
        line: instruction.getInstructionRange().start.line + 1,
        flags,
        text: content,
        words: strings ?? instruction.getArguments().map((argument) => argument.getValue()),
        exec: strings !== undefined,
        stage,
      };
    });
  if (found.length === 0) throw new Error('no Dockerfile instruction');
  return found;
}

function jsonStrings(content: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(content);
    return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined;
  } catch {
    // Not the JSON form: a shell gets the text as it stands.
    return undefined;
  }
}
