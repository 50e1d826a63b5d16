/** One process type of a Procfile (https://devcenter.heroku.com/articles/procfile#procfile-format). */
export interface ProcfileProcess {
  readonly type: string;
  readonly command: string;
  /** From 1. */
  readonly line: number;
}

/** Lines of the form `type: command`; anything else is ignored, as Heroku does. */
export function parseProcfile(text: string): readonly ProcfileProcess[] {
  return text.split('\n').flatMap((line, index) => {
    const [, type, command] = /^([A-Za-z0-9_-]+):[ \t]*(\S.*)$/u.exec(line.trimEnd()) ?? [];
    return type === undefined || command === undefined ? [] : [{ type, command, line: index + 1 }];
  });
}
