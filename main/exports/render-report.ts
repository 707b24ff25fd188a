import { html, type HtmlText } from './html-text.ts';
import type { ReportBlock, ReportDocument } from './report-document.ts';

/** How a report looks; printed too. */
export const reportStyle = `
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1.5rem; color: #14191e; background: #fff;
  font: 14px/1.45 'IBM Plex Sans', system-ui, sans-serif; }
h1 { margin: 0; font-size: 22px; line-height: 1.3; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid #bcc4cc; font-size: 15px; }
.origin, .detail { color: #46515c; font-size: 12px; }
.detail { margin-left: .5rem; font-weight: 400; }
.summary { font-size: 15px; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: 12px; }
th { padding: 4px 8px 4px 0; text-align: left; font-weight: 600; color: #46515c; }
td { padding: 4px 8px 4px 0; border-top: 1px solid #dfe4e8; vertical-align: top; overflow-wrap: anywhere; }
.mono { font-family: 'IBM Plex Mono', ui-monospace, monospace; font-size: 11.5px; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: 11rem 1fr; gap: 2px 12px; margin: 0; font-size: 13px; }
dt { color: #46515c; }
dd { margin: 0; overflow-wrap: anywhere; }
li { overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
`;

/**
 * A report as one page of HTML that fetches nothing and runs nothing: its policy allows its own style alone.
 * @param styleHash base64 SHA-256 of {@link reportStyle}
 */
export function renderReport(report: ReportDocument, styleHash: string): string {
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;
  const sections = report.sections.map(
    ({ title, detail, blocks }) =>
      html`<section>
        <h2>${title}<span class="detail">${detail}</span></h2>
        ${blocks.map(renderBlock)}
      </section>`,
  );
  const page = html`<title>${report.title}</title></head><body><main><h1><bdi>${report.title}</bdi></h1>
<p class="origin"><bdi>${report.origin}</bdi></p><p class="summary"><bdi>${report.summary}</bdi></p>${sections}
<section><h2>Not in this report</h2><ul>${report.leftOut.map((item) => html`<li><bdi>${item}</bdi></li>`)}</ul></section></main></body></html>
`;
  // Only what is written here stands outside `html`: no word of a guest.
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer"><style>${reportStyle}</style>${page.text}`;
}

function renderBlock(block: ReportBlock): HtmlText {
  switch (block.kind) {
    case 'text':
      return html`<p><bdi>${block.text}</bdi></p>`;
    case 'list':
      return html`<ul>
        ${block.items.map((item) => html`<li><bdi>${item}</bdi></li>`)}
      </ul>`;
    case 'facts':
      return html`<dl>
        ${block.rows.map(
          ({ name, value }) =>
            html`<dt>${name}</dt>
              <dd><bdi>${value}</bdi></dd>`,
        )}
      </dl>`;
    case 'table': {
      const total = block.columns.reduce((sum, { width }) => sum + width, 0);
      const heads = block.columns.map(({ title, width }) => {
        // The width is a number of ours: a style attribute would break the policy.
        return html`<th scope="col" width="${`${Math.round((width / total) * 100)}%`}">${title}</th>`;
      });
      const rows = block.rows.map(
        (row) =>
          html`<tr>
            ${row.map((text, at) => html`<td class="${block.columns[at]?.mono === true ? 'mono' : ''}"><bdi>${text}</bdi></td>`)}
          </tr>`,
      );
      return html`<table>
        <thead>
          <tr>
            ${heads}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`;
    }
  }
}
