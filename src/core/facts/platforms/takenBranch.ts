/** What a host takes from its remote, whatever commit the run was started on. */
export interface TakenBranch {
  /** Undefined where the host takes the branch that it is on. */
  readonly branch?: string | undefined;
  /** The pipeline itself checks it out, rather than the host. */
  readonly isCheckedOut?: true | undefined;
}

const takes =
  /\bgit\s+(?:-C\s+\S+\s+)?(?:pull\b(?:\s+-\S+)*(?:\s+origin\s+([\w./-]+))?|reset\s+--hard\s+origin\/([\w./-]+))/u;
/** A commit that the run hands over is what the host ends on. */
const takesCommit =
  /\bgit\s+(?:-C\s+\S+\s+)?(?:checkout|reset|switch)\b[^\n]*(?:github\.sha|GITHUB_SHA|CI_COMMIT_|inputs\.)/u;

/**
 * The branch whose tip scripts have a host fetch by itself: what deploys so deploys the tip of today, whatever commit it runs for.
 *
 * @param scripts what runs on the host.
 */
export function branchTakenBy(scripts: readonly string[]): TakenBranch | undefined {
  if (scripts.some((script) => takesCommit.test(script) || takesByName(script))) return undefined;
  const found = scripts.flatMap((script) => {
    const match = takes.exec(script);
    return match === null ? [] : [match[1] ?? match[2]];
  });
  return found.length === 0 ? undefined : { branch: found.find((branch) => branch !== undefined) };
}

/** The same by way of a variable that the script puts the commit, or what somebody asked for, into. */
function takesByName(script: string): boolean {
  const given = script.matchAll(
    /^[ \t]*(?:export[ \t]+)?(\w+)=["']?(?:\$\{\{\s*(?:github\.event\.inputs|inputs|github\.(?:sha|ref_name))\b|\$\{?(?:GITHUB_SHA|CI_COMMIT_))/gmu,
  );
  return [...given].some(([, name = '']) =>
    new RegExp(`\\bgit\\s+(?:-C\\s+\\S+\\s+)?(?:checkout|reset|switch)\\b[^\\n]*\\$\\{?${name}\\b`, 'u').test(script),
  );
}

/** What stands behind `ssh`: before it, a checkout is the runner's own. */
export function onHost(run: string): string {
  const at = run.search(/\bssh\b/u);
  return at < 0 ? '' : run.slice(at);
}
