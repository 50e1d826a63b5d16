import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
} from '@vscode/webview-ui-toolkit';
import { html, nothing, type TemplateResult } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import { live } from 'lit-html/directives/live.js';

/** Makes the toolkit's elements known to the page. The only module that knows the toolkit. */
export function registerComponents(): void {
  provideVSCodeDesignSystem().register(
    ...[vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption()],
    ...[vsCodePanels(), vsCodePanelTab(), vsCodePanelView()],
  );
}

export interface ButtonParts {
  readonly label: string;
  readonly onClick: () => void;
  readonly id?: string | undefined;
  readonly isDisabled?: boolean | undefined;
  /** What a screen reader says instead of `label`, where `label` alone is ambiguous. */
  readonly spoken?: string | undefined;
}

export function button(
  parts: ButtonParts & { readonly icon?: TemplateResult; readonly isPrimary?: boolean },
): TemplateResult {
  return html`<vscode-button
    id=${parts.id ?? nothing}
    appearance=${parts.isPrimary === true ? 'primary' : 'secondary'}
    aria-label=${parts.spoken ?? nothing}
    ?disabled=${parts.isDisabled === true}
    @click=${parts.onClick}
    >${parts.icon === undefined ? nothing : html`<span slot="start" class="icon-slot">${parts.icon}</span>`}${parts.label}</vscode-button
  >`;
}

/** A button that shows only a picture; its label is spoken, and shown when the pointer rests on it. */
export function iconButton(parts: ButtonParts & { readonly icon: TemplateResult }): TemplateResult {
  return html`<vscode-button
    id=${parts.id ?? nothing}
    class="icon-button"
    appearance="icon"
    title=${parts.label}
    aria-label=${parts.spoken ?? parts.label}
    ?disabled=${parts.isDisabled === true}
    @click=${parts.onClick}
    >${parts.icon}</vscode-button
  >`;
}

export interface CheckboxParts {
  readonly id: string;
  readonly label: string;
  readonly isChecked: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

export function checkbox(parts: CheckboxParts): TemplateResult {
  const changed = (event: Event): void => {
    const { target } = event;
    if (target !== null && 'checked' in target) parts.onChange(target.checked === true);
  };
  return html`<vscode-checkbox
    id=${parts.id}
    .checked=${live(parts.isChecked)}
    ?disabled=${parts.isDisabled}
    @change=${changed}
    >${parts.label}</vscode-checkbox
  >`;
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export interface DropdownParts {
  readonly id: string;
  readonly labelledBy: string;
  readonly describedBy?: string | undefined;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly isDisabled: boolean;
  readonly onChange: (value: string) => void;
}

export function dropdown(parts: DropdownParts): TemplateResult {
  const changed = (event: Event): void => {
    const { target } = event;
    if (target === null || !('value' in target) || typeof target.value !== 'string') return;
    if (target.value !== parts.value) parts.onChange(target.value);
  };
  // The toolkit loses track of its value when options come and go: other options, another element.
  const identity = JSON.stringify(parts.choices);
  return html`${keyed(
    identity,
    html`<vscode-dropdown
      id=${parts.id}
      aria-labelledby=${parts.labelledBy}
      aria-describedby=${parts.describedBy ?? nothing}
      .value=${live(parts.value)}
      ?disabled=${parts.isDisabled}
      @change=${changed}
      >${parts.choices.map(
        ({ value, text }) =>
          html`<vscode-option value=${value} ?selected=${value === parts.value}>${text}</vscode-option>`,
      )}</vscode-dropdown
    >`,
  )}`;
}

export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly body: TemplateResult;
}

/** Several faces of one thing, of which one is shown. */
export function panels(parts: {
  readonly label: string;
  readonly panels: readonly Panel[];
  readonly shown: string;
  readonly onChange: (id: string) => void;
}): TemplateResult {
  const changed = (event: Event): void => {
    const { target } = event;
    if (target === null || !('activeid' in target)) return;
    const { activeid } = target;
    const shown = parts.panels.find(({ id }) => tabId(id) === activeid);
    if (shown !== undefined && shown.id !== parts.shown) parts.onChange(shown.id);
  };
  // Its own mark below the tab waits for the end of a movement, which a page that is not seen never tells.
  return html`<vscode-panels
    aria-label=${parts.label}
    activeid=${tabId(parts.shown)}
    .activeindicator=${false}
    @change=${changed}
    >${parts.panels.map(({ id, title }) => html`<vscode-panel-tab id=${tabId(id)}>${title}</vscode-panel-tab>`)}
    ${parts.panels.map(({ id, body }) => html`<vscode-panel-view id=${id}>${body}</vscode-panel-view>`)}</vscode-panels
  >`;
}

function tabId(id: string): string {
  return `${id}/tab`;
}
