import { svg, type SVGTemplateResult } from 'lit-html';
import { html, type TemplateResult } from 'lit-html';

/** 16 × 16 line drawings in the manner of VS Code's own, those of a state in the colours of the tree; decoration, so never spoken. */
function icon(shape: SVGTemplateResult, tone = ''): TemplateResult {
  return html`<svg class="icon ${tone}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    ${shape}
  </svg>`;
}

const circle = svg`<circle cx="8" cy="8" r="6.5" />`;

export const icons = {
  pass: icon(svg`${circle}<path d="M5 8.2l2.1 2.1L11 6.2" />`, 'pass'),
  fail: icon(svg`${circle}<path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" />`, 'fail'),
  pending: icon(circle, 'pending'),
  unknown: icon(
    svg`${circle}<path d="M6.2 6.4a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.2M8 11.3v.2" stroke-linecap="round" />`,
    'warn',
  ),
  running: icon(svg`<path d="M14.5 8A6.5 6.5 0 1 1 8 1.5" />`, 'running'),
  error: icon(svg`${circle}<path d="M8 4.5v4.2M8 11v.6" stroke-linecap="round" />`, 'fail'),
  warning: icon(svg`<path d="M8 2L14.5 13.5h-13z" stroke-linejoin="round" /><path d="M8 6.2v3.6M8 11.4v.6" />`, 'warn'),
  info: icon(svg`${circle}<path d="M8 7.3v4.2M8 4.6v.6" stroke-linecap="round" />`, 'info'),
  chevron: icon(svg`<path d="M6 3.5L10.5 8 6 12.5" />`, 'chevron'),
  add: icon(svg`<path d="M8 3v10M3 8h10" />`),
  remove: icon(svg`<path d="M2.5 4.5h11M6.5 4V2.5h3V4M4 4.5l.6 9h6.8l.6-9M6.6 7v4M9.4 7v4" />`),
  up: icon(svg`<path d="M8 13V3.5M4 7.3l4-4 4 4" />`),
  down: icon(svg`<path d="M8 3v9.5M4 8.7l4 4 4-4" />`),
  copy: icon(svg`<path d="M5.5 5.5h8v8h-8z" /><path d="M10.5 5.5v-3h-8v8h3" />`),
  duplicate: icon(svg`<path d="M5.5 5.5h8v8h-8z" /><path d="M10.5 5.5v-3h-8v8h3M9.5 7.5v4M7.5 9.5h4" />`),
  preview: icon(svg`<path d="M2.5 3h11v10h-11z" /><path d="M8 3v10M4.2 5.7h2M4.2 8h2" />`),
  undo: icon(svg`<path d="M3 3v4.5h4.5M3.4 7.2A5.2 5.2 0 1 1 4.6 12" />`),
  redo: icon(svg`<path d="M13 3v4.5H8.5M12.6 7.2A5.2 5.2 0 1 0 11.4 12" />`),
  json: icon(
    svg`<path d="M6 2.5H5.2c-1 0-1.4.6-1.4 1.4v2.3c0 1-.5 1.6-1.3 1.8.8.2 1.3.8 1.3 1.8v2.3c0 .8.4 1.4 1.4 1.4H6M10 2.5h.8c1 0 1.4.6 1.4 1.4v2.3c0 1 .5 1.6 1.3 1.8-.8.2-1.3.8-1.3 1.8v2.3c0 .8-.4 1.4-1.4 1.4H10" />`,
  ),
  play: icon(svg`<path d="M4.5 2.8v10.4L13 8z" stroke-linejoin="round" />`),
  edit: icon(svg`<path d="M10.8 2.7l2.5 2.5-7.8 7.8-3.2.7.7-3.2zM9.2 4.3l2.5 2.5" stroke-linejoin="round" />`),
  book: icon(
    svg`<path d="M8 4v9.5M8 4C7 3 5 2.7 2.5 2.7v9.3c2.5 0 4.5.5 5.5 1.5 1-1 3-1.5 5.5-1.5V2.7C11 2.7 9 3 8 4z" />`,
  ),
  vouch: icon(svg`${circle}<path d="M5 8.2l2.1 2.1L11 6.2" />`),
  none: icon(svg`${circle}<path d="M3.4 12.6l9.2-9.2" />`, 'muted'),
  close: icon(svg`<path d="M3.5 3.5l9 9M12.5 3.5l-9 9" />`),
} as const;
