import { shellCommands } from '../shell/commands';
import type { CiCommand } from './ciCommand';

/**
 * The shell steps of a Jenkinsfile (https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/): `sh` and `bat`
 * with a plain text. A Jenkinsfile is a Groovy program; what it computes is not known.
 */
export function jenkinsCommands(file: string, text: string): readonly CiCommand[] {
  const step = /\b(?:sh|bat)\s*\(?\s*(?:script\s*:\s*)?('''|"""|'|")/gu;
  return [...text.matchAll(step)].flatMap((match) => {
    const quote = match[1] ?? "'";
    const start = match.index + match[0].length;
    const end = text.indexOf(quote, start);
    if (end < 0) return [];
    const evidence = { file, line: text.slice(0, match.index).split('\n').length };
    return shellCommands(text.slice(start, end), '.').map((command) => ({ ...command, evidence, gate: true }));
  });
}
