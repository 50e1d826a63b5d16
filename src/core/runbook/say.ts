import { splitAtBlanks, type TextPart } from '../plan/blanks';
import type { Plan } from '../plan/schema';
import { headingText, inlineText, tableCell } from './markdown';

/** Puts texts of the plan into Markdown: answers filled in, open questions standing out. */
export interface Speaker {
  /** One line of Markdown; `otherwise` (ours) when the text is blank. */
  readonly say: (text: string, otherwise?: string) => string;
  readonly cell: (text: string, otherwise?: string) => string;
  readonly heading: (text: string) => string;
}

export function speakerOf(plan: Plan): Speaker {
  const say = (text: string, otherwise = 'not given'): string =>
    text.trim() === '' ? otherwise : joinParts(splitAtBlanks(text, plan.blanks));
  return {
    say,
    cell: (text, otherwise) => tableCell(say(text, otherwise)),
    heading: (text) => headingText(splitAtBlanks(text, plan.blanks).map(plainPart).join('')),
  };
}

/** An open question, as it stands in a line. */
export function openQuestion(question: string): string {
  return `**OPEN: ${inlineText(question)}**`;
}

function joinParts(parts: readonly TextPart[]): string {
  return parts
    .map((part, index) => {
      if (part.kind === 'open') return openQuestion(part.question);
      const text = plainPart(part);
      // A letter right after the closing asterisks of an open question would keep them from closing.
      const before = index > 0 && /^[\s\p{L}\p{N}]/u.test(text) ? ' ' : '';
      const after = index < parts.length - 1 && /\s$/u.test(text) ? ' ' : '';
      return `${before}${inlineText(text)}${after}`;
    })
    .join('');
}

function plainPart(part: TextPart): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'open':
      return `OPEN: ${part.question}`;
    case 'not-applicable':
      return `(not applicable: ${part.reason})`;
  }
}
