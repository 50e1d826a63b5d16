/** Prose marks code by `backquotes`. Where VS Code shows no Markdown, such as in a message or in the tree, it is quoted. */
export function plainText(prose: string): string {
  return prose.replaceAll(/`([^`\n]+)`/gu, '"$1"');
}
