/** How a line of a recording's reports begins: enough to know one by. */
export const REPORT_LINE_START = '{"mien":"report"';
