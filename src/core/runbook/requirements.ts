import type { Problem } from '../plan/problem';
import { headingOf, markFences, type MarkdownLine } from './markdownLines';
import { openRegion, regionNames, splitRunbook } from './regions';
import { type RunbookRuleId, runbookRules } from './runbookRules';
import { levelWords } from './rollbackView';
import { stageWords } from './stageView';

/** A heading and what stands under it, deeper headings included. */
interface Section {
  readonly level: number;
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** Title of the section of level 2 around it; its own when it is one. */
  readonly chapter: string;
  readonly body: readonly string[];
}

/** The workflow's template: chapters, and the labels each must have. */
const chapters: readonly { readonly title: string; readonly labels: readonly string[] }[] = [
  { title: 'Pre-Deployment Checklist', labels: [] },
  { title: 'Staged Rollout', labels: [] },
  { title: 'Rollback Procedures', labels: [] },
  { title: 'Monitoring', labels: ['Dashboard', 'Metrics to watch', 'Alert channels', 'Queries'] },
  { title: 'Communication Plan', labels: ['Before deployment', 'During deployment', 'If issues'] },
];

const stageLabels = ['Deploy', 'Validate', 'Rollback if'] as const;

/**
 * What a runbook lacks of the workflow's template. Only real headings count: not those in code or comments. Parts that the
 * program keeps up to date and can no longer find are warnings.
 */
export function findRunbookProblems(text: string): readonly Problem[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const sections = readSections(lines);
  return [
    ...findTitleProblems(sections),
    ...chapters.flatMap(({ title, labels }) => findChapterProblems(sections, title, labels)),
    ...findStageProblems(sections),
    ...findLevelProblems(sections),
    ...findRegionProblems(text),
    ...lines.flatMap((line, index) =>
      /^(?:<{7}|>{7}|\|{7})(?: |$)/u.test(line)
        ? [problem('conflict-marker', 'Resolve this merge conflict.', index + 1)]
        : [],
    ),
  ];
}

function findTitleProblems(sections: readonly Section[]): readonly Problem[] {
  const title = sections.find(({ level, text }) => level === 1 && /^Deployment: \S/u.test(text));
  if (title === undefined) return [problem('missing-section', 'The title "# Deployment: …" is missing.', 1)];
  const preamble = title.body.slice(
    0,
    title.body.findIndex((line) => /^ {0,3}#/u.test(line)),
  );
  return ['Date', 'Owner', 'Ticket']
    .filter((name) => !preamble.some((line) => line.startsWith(`${name}: `)))
    .map((name) => problem('missing-part', `The line "${name}: …" under the title is missing.`, title.line));
}

function findChapterProblems(
  sections: readonly Section[],
  title: string,
  labels: readonly string[],
): readonly Problem[] {
  const chapter = findChapter(sections, title);
  if (chapter === undefined) return [problem('missing-section', `The section "## ${title}" is missing.`, 1)];
  return findLabelProblems(chapter, labels);
}

function findStageProblems(sections: readonly Section[]): readonly Problem[] {
  const chapter = findChapter(sections, 'Staged Rollout');
  if (chapter === undefined) return [];
  return Object.values(stageWords).flatMap((word, index) => {
    const stages = sections.filter(
      ({ level, text, chapter: title }) => level === 3 && title === chapter.text && isStage(text, word),
    );
    if (stages.length === 0) {
      const heading = `### Stage ${String(index + 1)}: ${word} (…%)`;
      return [problem('missing-section', `The section "${heading}" is missing.`, chapter.line)];
    }
    return stages
      .filter((stage) => !hasLabel(stage, 'Skipped'))
      .flatMap((stage) => findLabelProblems(stage, stageLabels));
  });
}

function isStage(heading: string, word: string): boolean {
  return new RegExp(`^Stage \\d+: ${word} \\(\\d+(?:\\.\\d+)?%\\)$`, 'u').test(heading);
}

function findLevelProblems(sections: readonly Section[]): readonly Problem[] {
  const chapter = findChapter(sections, 'Rollback Procedures');
  if (chapter === undefined) return [];
  return levelWords
    .map(({ level, name }) => `Level ${String(level)}: ${name} (<`)
    .filter(
      (start) =>
        !sections.some(
          ({ level, text, chapter: title }) => level === 3 && title === chapter.text && text.startsWith(start),
        ),
    )
    .map((start) => problem('missing-section', `The section "### ${start} …)" is missing.`, chapter.line));
}

function findRegionProblems(text: string): readonly Problem[] {
  const found = splitRunbook(text).map(({ kind }) => kind);
  return regionNames
    .filter((name) => !found.includes(name))
    .map((name) =>
      problem(
        'missing-region',
        `The part between "${openRegion(name)}" and its end is missing, doubled or not in its section: it cannot be kept up to date.`,
        1,
      ),
    );
}

function findLabelProblems(section: Section, labels: readonly string[]): readonly Problem[] {
  return labels
    .filter((label) => !hasLabel(section, label))
    .map((label) => problem('missing-part', `"${section.text}" lacks "**${label}:**".`, section.line));
}

function hasLabel(section: Section, label: string): boolean {
  return section.body.some((line) => line.startsWith(`**${label}:**`));
}

function findChapter(sections: readonly Section[], title: string): Section | undefined {
  return sections.find(({ level, text }) => level === 2 && text === title);
}

function readSections(lines: readonly string[]): readonly Section[] {
  const visible = blankComments(markFences(lines));
  const headings = visible.flatMap((line, index) => {
    const heading = headingOf(line);
    return heading === undefined ? [] : [{ ...heading, index }];
  });
  let chapter = '';
  return headings.map(({ level, text, index }, at) => {
    if (level <= 2) chapter = text;
    const end = headings.slice(at + 1).find((next) => next.level <= level)?.index ?? visible.length;
    const body = visible.slice(index + 1, end).flatMap((line) => (line.fenced ? [] : [line.text]));
    return { level, text, line: index + 1, chapter, body };
  });
}

/** Lines of comments that begin a line, emptied: headings in them are not shown. */
function blankComments(lines: readonly MarkdownLine[]): readonly MarkdownLine[] {
  let isComment = false;
  return lines.map((line) => {
    if (line.fenced) return line;
    const begins = !isComment && /^ {0,3}<!--/u.test(line.text);
    const hidden = isComment || begins;
    if (hidden) isComment = !line.text.includes('-->');
    return hidden ? { ...line, text: '' } : line;
  });
}

function problem(id: RunbookRuleId, message: string, line: number): Problem {
  return { id, severity: runbookRules[id].severity, message, path: [], line };
}
