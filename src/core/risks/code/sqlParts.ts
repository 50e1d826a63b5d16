import type { ChangedCode } from './changedCode';

/** Assignments of one name that are looked at. More is no clause. */
const ASSIGNMENT_LIMIT = 40;
/** How far a name is followed to what it is made of. */
const DEPTH_LIMIT = 3;

/**
 * Whether everything that a line puts into the text of a SQL statement is written in the same file: constants, names of
 * tables, lists of placeholders, clauses made of literals, and what was checked against a list. What cannot be read is not.
 */
export function putsInOnlyItsOwn(file: ChangedCode, line: string): boolean {
  const parts = partsOf(file.language, line);
  return parts !== undefined && parts.length > 0 && parts.every((part) => isOwn(file, part.trim(), 0));
}

/** The expressions that are put into the text; undefined where they do not end on the line. */
function partsOf(language: ChangedCode['language'], line: string): readonly string[] | undefined {
  switch (language) {
    case 'Python':
      return /\bf["']/u.test(line)
        ? [...line.matchAll(/(?<!\{)\{([^{}]{1,200})\}/gu)].map(([, part = '']) => part.replace(/(?:![rsa])?$/u, ''))
        : undefined;
    case 'JavaScript':
    case 'TypeScript':
      return [...line.matchAll(/\$\{([^{}]{1,200})\}/gu)].map(([, part = '']) => part);
    case 'Ruby':
      return [...line.matchAll(/#\{([^{}]{1,200})\}/gu)].map(([, part = '']) => part);
    case 'Go': {
      const given = /Sprintf\s*\(\s*(?:"(?:[^"\\]|\\.)*"|`[^`]*`)\s*,\s*([^()]{1,300})\)/u.exec(line)?.[1];
      return given?.split(',');
    }
    case 'Java': {
      const given = /"\s*\+\s*([\w.]+)(?:\s*\+\s*"(?:[^"\\]|\\.)*")?\s*[,)]/u.exec(line)?.[1];
      return given === undefined ? undefined : [given];
    }
    default:
      return undefined;
  }
}

const literal =
  /^(?:"(?:[^"\\#$]|\\.|[#$](?!\{))*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`|-?\d+(?:\.\d+)?|None|null|nil|undefined)$/u;

function isOwn(file: ChangedCode, expression: string, depth: number): boolean {
  const text = expression.replace(/[;,]?\s*(?:as const)?;?$/u, '').trim();
  if (literal.test(text) || isConstant(text) || isPlaceholders(text) || isNumber(text)) return true;
  if (depth >= DEPTH_LIMIT) return false;
  const one = (part = ''): boolean => isOwn(file, part.trim(), depth + 1);
  const parenthesized = /^\(([^()]{1,300})\)$/u.exec(text);
  if (parenthesized !== null) return one(parenthesized[1]);
  const choice =
    /^[^?]{1,200}\?\s*((?:"[^"]*"|'[^']*'|`[^`]*`|[\w.]+))\s*:\s*(.{1,200})$/u.exec(text) ??
    /^(.{1,200}?)\s+if\s+.{1,200}?\s+else\s+(.{1,200})$/u.exec(text);
  if (choice !== null) return one(choice[1]) && one(choice[2]);
  const joined =
    /^(?:"[^"]*"|'[^']*')\.join\(\s*(\w+)\s*\)$/u.exec(text) ??
    /^(\w+)\.join\(\s*(?:"[^"]*"|'[^']*')?\s*\)$/u.exec(text) ??
    /^strings\.Join\(\s*(\w+)\s*,\s*"[^"]*"\s*\)$/u.exec(text);
  if (joined !== null) return isNameOfOwn(file, joined[1] ?? '', depth);
  const sum = text.split(/\s+\+\s+/u);
  if (sum.length > 1) return sum.every(one);
  return /^\w+$/u.test(text) && (isAllowed(file, text) || isNameOfOwn(file, text, depth));
}

/** `ORDERS_TABLE`, `Sql.COLUMNS`, `self.table_name`, an entry of a constant map. */
function isConstant(text: string): boolean {
  return (
    /^(?:[\w]+\.)*[A-Z][A-Z0-9_]{2,}(?:\[[^\]]{1,80}\])?$/u.test(text) ||
    /^(?:(?:self|this|cls|[A-Z]\w*)\.)+_{0,2}table_?[nN]?(?:ame)?_{0,2}$/u.test(text) ||
    /^(?:quoted_table_name|table_name)$/u.test(text)
  );
}

/** `','.join(['?'] * len(ids))`, `ids.map(() => '?').join(',')`. */
function isPlaceholders(text: string): boolean {
  return (
    /^(?:"[^"]*"|'[^']*')\.join\(\s*\[?\(?\s*(?:"(?:\?|%s)"|'(?:\?|%s)')(?:\s*\]?\s*\*|\s+for\b)/u.test(text) ||
    /^\w[\w.]*\.map\(\s*\(?[^)=]{0,40}\)?\s*=>\s*(?:'\?'|"\?"|`\$\$\{[^}]{1,40}\}`)\s*\)\.join\(/u.test(text) ||
    /^(?:\w+_)?(?:placeholders|qmarks)$|^\w*Placeholders$/u.test(text)
  );
}

function isNumber(text: string): boolean {
  return /^(?:int|len|Number|parseInt|\w+\.length)\b\(?[^()]{0,80}\)?$/u.test(text);
}

/** Whether code of the file lets a name pass only if a list has it. */
function isAllowed(file: ChangedCode, name: string): boolean {
  return new RegExp(
    `\\bif\\s+\\(?${name}\\s+not\\s+in\\s+(?:[A-Z_][\\w.]*[A-Z_]\\b|[{(\\[]\\s*["'])|!\\s*(?:[A-Z_]{3,}|\\w*(?:[aA]llowed|[vV]alid|[wW]hite)\\w*)\\.(?:includes|has)\\(\\s*${name}\\s*\\)|\\bunless\\s+[A-Z_]{3,}\\.include\\?\\(\\s*${name}\\s*\\)`,
    'u',
  ).test(file.uncommented());
}

/** Whether whatever the file puts under a name, or into the list of that name, is its own. */
function isNameOfOwn(file: ChangedCode, name: string, depth: number): boolean {
  const given = [
    ...file
      .uncommented()
      .matchAll(
        new RegExp(
          `(?:^|[^\\w.])${name}(?:\\s*:\\s*[\\w<>\\[\\], |]{1,60}?)?\\s*(?:\\+=|:=|=(?![=>]))\\s*([^\\n]{1,300})$|(?:^|[^\\w.])${name}\\.(?:append|push|add)\\(([^\\n]{1,300})\\)[;]?[ \\t]*$|(?:^|[^\\w.])${name}\\s*=\\s*append\\(\\s*${name}\\s*,([^\\n]{1,300})\\)[ \\t]*$`,
          'gmu',
        ),
      ),
  ];
  if (given.length === 0 || given.length > ASSIGNMENT_LIMIT) return false;
  return given.every(([, assigned, pushed, appended]) => {
    const value = (appended ?? pushed ?? assigned ?? '').trim().replace(/;$/u, '');
    if (appended === undefined && new RegExp(`^append\\(\\s*${name}\\s*,`, 'u').test(value)) {
      return isOwn(
        file,
        value
          .replace(/^append\(\s*\w+\s*,/u, '')
          .replace(/\)$/u, '')
          .trim(),
        depth + 1,
      );
    }
    const items = /^(?:\[\]string)?[[{]([^[\]{}]{0,300})[\]}]$/u.exec(value)?.[1];
    const parts = items === undefined ? [value] : items.split(/,(?=\s*(?:["'`]|$))/u);
    return parts.every((part) => part.trim() === '' || isOwn(file, part.trim(), depth + 1));
  });
}
