/** In `media/`, in the order of the cascade. */
export const styleSheets = ['form.css', 'responsive.css', 'chapters.css', 'fields.css', 'rollout.css'] as const;

export interface FormHtmlParts {
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** Fresh for every page. */
  readonly nonce: string;
  readonly scriptUri: string;
  /** In the order of the cascade. */
  readonly styleUris: readonly string[];
  /** BCP 47. */
  readonly language: string;
  readonly title: string;
}

/**
 * The page of the form. Its policy allows our one script and our style sheets, and nothing else: no inline code, no
 * network, no images. The toolkit puts `csp-nonce` on the style elements it creates where adopted ones are missing.
 */
export function formHtml(parts: FormHtmlParts): string {
  const { cspSource, nonce } = parts;
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="${escape(parts.language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escape(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta property="csp-nonce" nonce="${escape(nonce)}" content="${escape(nonce)}" />
    <title>${escape(parts.title)}</title>
    ${parts.styleUris.map((uri) => `<link rel="stylesheet" href="${escape(uri)}" />`).join('\n    ')}
  </head>
  <body>
    <div id="form"></div>
    <script nonce="${escape(nonce)}" src="${escape(parts.scriptUri)}"></script>
  </body>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
